using k8s;
using k8s.Autorest;
using k8s.Models;

namespace KgRca.Agent.Tests.Recording;

/// <summary>A Deployment with a Service, a ConfigMap and a Secret, in a namespace of its own.</summary>
internal static class TestWorkload
{
    public const string Password = "correct-horse-battery";

    private static readonly Dictionary<string, string> Labels = new() { ["app"] = "web" };

    public static async Task CreateAsync(k8s.Kubernetes client, string @namespace, CancellationToken cancellationToken)
    {
        await client.CoreV1.CreateNamespaceAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { Name = @namespace } },
            cancellationToken: cancellationToken
        );
        await client.CoreV1.CreateNamespacedSecretAsync(
            new V1Secret
            {
                Metadata = new V1ObjectMeta { Name = "db" },
                StringData = new Dictionary<string, string> { ["password"] = Password },
            },
            @namespace,
            cancellationToken: cancellationToken
        );
        await client.CoreV1.CreateNamespacedConfigMapAsync(
            new V1ConfigMap
            {
                Metadata = new V1ObjectMeta { Name = "settings" },
                Data = new Dictionary<string, string> { ["mode"] = Password },
            },
            @namespace,
            cancellationToken: cancellationToken
        );
        await client.CoreV1.CreateNamespacedServiceAsync(
            new V1Service
            {
                Metadata = new V1ObjectMeta { Name = "web" },
                Spec = new V1ServiceSpec { Selector = Labels, Ports = [new V1ServicePort { Port = 80 }] },
            },
            @namespace,
            cancellationToken: cancellationToken
        );
        await client.AppsV1.CreateNamespacedDeploymentAsync(
            new V1Deployment
            {
                Metadata = new V1ObjectMeta { Name = "web" },
                Spec = new V1DeploymentSpec
                {
                    Replicas = 1,
                    Selector = new V1LabelSelector { MatchLabels = Labels },
                    Template = new V1PodTemplateSpec
                    {
                        Metadata = new V1ObjectMeta { Labels = Labels },
                        Spec = new V1PodSpec
                        {
                            Containers =
                            [
                                new V1Container
                                {
                                    Name = "server",
                                    Image = "registry.example/web:1",
                                    Env = [new V1EnvVar { Name = "DB_PASSWORD", Value = Password }],
                                    EnvFrom =
                                    [
                                        new V1EnvFromSource { SecretRef = new V1SecretEnvSource { Name = "db" } },
                                        new V1EnvFromSource
                                        {
                                            ConfigMapRef = new V1ConfigMapEnvSource { Name = "settings" },
                                        },
                                    ],
                                },
                            ],
                        },
                    },
                },
            },
            @namespace,
            cancellationToken: cancellationToken
        );
    }

    public static Task DeleteAsync(k8s.Kubernetes client, string @namespace, CancellationToken cancellationToken) =>
        client.AppsV1.DeleteNamespacedDeploymentAsync("web", @namespace, cancellationToken: cancellationToken);

    public static async Task DeleteNamespaceAsync(k8s.Kubernetes client, string @namespace)
    {
        try
        {
            await client.CoreV1.DeleteNamespaceAsync(@namespace, cancellationToken: CancellationToken.None);
        }
        catch (HttpOperationException)
        {
            // The test ended before it made the namespace.
        }
    }
}
