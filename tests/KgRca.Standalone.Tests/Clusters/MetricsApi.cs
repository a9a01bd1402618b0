using System.Globalization;
using System.Net;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KgRca.Standalone.Tests.Clusters;

/// <summary>
/// The metrics API of a cluster, to which its API server passes requests on. Whom a namespace's annotation
/// <c>metrics.test/load</c> gives a load, in thousandths of a CPU, its running Pods share it; of other namespaces there
/// are no metrics.
/// </summary>
internal sealed class MetricsApi : IAsyncDisposable
{
    private const string Load = "metrics.test/load";
    private const long NanocoresOfMillicore = 1_000_000;

    private static readonly object Resources = new
    {
        kind = "APIResourceList",
        apiVersion = "v1",
        groupVersion = "metrics.k8s.io/v1beta1",
        resources = new[]
        {
            new
            {
                name = "pods",
                singularName = "",
                namespaced = true,
                kind = "PodMetrics",
                verbs = (string[])["get", "list"],
            },
        },
    };

    private readonly k8s.Kubernetes _cluster;
    private readonly WebApplication _app;

    private MetricsApi(k8s.Kubernetes cluster, WebApplication app) => (_cluster, _app) = (cluster, app);

    /// <summary>What registers it.</summary>
    public IEnumerable<string> Manifests =>
        [
            "{apiVersion: v1, kind: Service, metadata: {name: metrics, namespace: kube-system}, spec: {type: ExternalName, externalName: 127.0.0.1}}",
            $$"""{apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: v1beta1.metrics.k8s.io}, spec: {group: metrics.k8s.io, version: v1beta1, insecureSkipTLSVerify: true, groupPriorityMinimum: 100, versionPriority: 100, service: {namespace: kube-system, name: metrics, port: {{new Uri(_app.Urls.First()).Port}} } } }""",
        ];

    /// <summary>Starts it.</summary>
    /// <param name="kubeconfig">The kubeconfig of who may list Pods.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<MetricsApi> StartAsync(string kubeconfig, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(TestCertificate.Create("metrics")))
        );
        var api = new MetricsApi(
            new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig)),
            builder.Build()
        );
        api._app.MapGet("/apis/metrics.k8s.io/v1beta1", () => TypedResults.Ok(Resources));
        api._app.MapGet("/apis/metrics.k8s.io/v1beta1/namespaces/{name}/pods", api.ListAsync);
        await api._app.StartAsync(cancellationToken);
        return api;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _cluster.Dispose();
    }

    private async Task<IResult> ListAsync(string name, string? labelSelector, CancellationToken cancellationToken)
    {
        var metadata = (await _cluster.CoreV1.ReadNamespaceAsync(name, cancellationToken: cancellationToken)).Metadata;
        var load =
            metadata.Annotations?.TryGetValue(Load, out var text) == true
                ? long.Parse(text, CultureInfo.InvariantCulture)
                : (long?)null;
        var pods = load is null
            ? []
            : (
                await _cluster.CoreV1.ListNamespacedPodAsync(
                    name,
                    labelSelector: labelSelector,
                    cancellationToken: cancellationToken
                )
            )
                .Items.Where(pod => pod.Status.Phase == "Running")
                .ToList();
        return TypedResults.Ok(
            new
            {
                kind = "PodMetricsList",
                apiVersion = "metrics.k8s.io/v1beta1",
                metadata = new { },
                items = pods.Select(pod => new
                {
                    metadata = new
                    {
                        name = pod.Metadata.Name,
                        @namespace = name,
                        labels = pod.Metadata.Labels,
                    },
                    timestamp = TimeProvider.System.GetUtcNow(),
                    window = "10s",
                    containers = pod.Spec.Containers.Select(container => new
                    {
                        name = container.Name,
                        usage = new
                        {
                            cpu = $"{load * NanocoresOfMillicore / pods.Count / pod.Spec.Containers.Count}n",
                            memory = "20Mi",
                        },
                    }),
                }),
            }
        );
    }
}
