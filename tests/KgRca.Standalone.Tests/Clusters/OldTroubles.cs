using System.Diagnostics;
using k8s;
using k8s.Models;
using KgRca.Standalone.Tests.Clusters.Faults;

namespace KgRca.Standalone.Tests.Clusters;

/// <summary>
/// What is wrong in a cluster long before an agent comes: the faults that manifests alone make, and that need nothing
/// but a namespace.
/// </summary>
internal static class OldTroubles
{
    private const string Prefix = "old-";
    private const int AtOnce = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // Of the whole cluster, of a moment, or of a node that belongs to a fault.
    private static readonly string[] NotOfANamespace =
    [
        "kind: PersistentVolume,",
        "kind: PriorityClass",
        "kind: StorageClass",
        "kind: GatewayClass",
        "kind: RuntimeClass",
        "kind: DeviceClass",
        "kind: ResourceSlice",
        "kind: Node,",
        "WebhookConfiguration",
        "kind: APIService",
        "kind: ValidatingAdmissionPolicy",
        "kind: Event",
        "kubernetes.io/hostname",
        // The simulated kubelets restart a container every few seconds; a day old, it waits for five minutes each time.
        "failure.test/kind: CrashLoopBackOff",
        "failure.test/kind: OOMKilled",
        // Named like the registry here: every DaemonSet that fails would be taken for its device plugin.
        "example.com/gpu",
        "{ns}",
        "{now}",
        "{pod}",
        "{uid of ",
        "webhook}",
    ];

    // The first is told by events alone, each about another name, so that none of them says since when; the Pods of the
    // second are made one after the other, some after the agent has come.
    private static readonly string[] NotOld = ["quota_endpoint_slices", "first_of_set"];

    /// <summary>So many of them at most, of many kinds.</summary>
    public static IReadOnlyList<Fault> Some(int count)
    {
        var all = EveryFault.All.Where(IsOfManifests).ToList();
        return [.. all.Where((_, i) => i * count / all.Count != (i - 1) * count / all.Count || i == 0)];
    }

    /// <summary>Makes them, each in a namespace of its own; returns once it shows what is wrong with them.</summary>
    public static async Task MakeAsync(
        IReadOnlyList<Fault> troubles,
        Kubectl kubectl,
        k8s.Kubernetes cluster,
        CancellationToken cancellationToken
    )
    {
        await Parallel.ForEachAsync(
            troubles,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (trouble, token) =>
            {
                var @namespace = Prefix + trouble.Namespace;
                await kubectl.RunAsync(["create", "namespace", @namespace], null, token);
                var manifests = trouble.Before.Concat(trouble.Break).Select(Aged);
                await kubectl.RunAsync(@namespace, string.Join("\n---\n", manifests), token);
            }
        );
        for (var started = Stopwatch.StartNew(); started.Elapsed < Patience; )
        {
            var pods = await cluster.CoreV1.ListPodForAllNamespacesAsync(cancellationToken: cancellationToken);
            var deployments = await cluster.AppsV1.ListDeploymentForAllNamespacesAsync(
                cancellationToken: cancellationToken
            );
            if (pods.Items.Where(IsOld).All(HasShown) && deployments.Items.Where(IsOld).All(HasShown))
                return;
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    private static bool IsOfManifests(Fault fault) =>
        fault.Break.Length > 0
        && fault.WellFor == 0
        && !NotOld.Contains(fault.Name)
        && fault.Before.Concat(fault.Break).All(IsManifest);

    private static bool IsManifest(string step) =>
        step.StartsWith("{apiVersion:", StringComparison.Ordinal)
        && !Array.Exists(NotOfANamespace, text => step.Contains(text, StringComparison.Ordinal));

    // A rollout that makes no progress is given up after ten minutes, which are long over.
    private static string Aged(string manifest) =>
        manifest.Contains("kind: Deployment,", StringComparison.Ordinal)
        && !manifest.Contains("progressDeadlineSeconds", StringComparison.Ordinal)
            ? manifest.Replace(
                "spec: {replicas:",
                "spec: {progressDeadlineSeconds: 2, replicas:",
                StringComparison.Ordinal
            )
            : manifest;

    private static bool IsOld(IMetadata<V1ObjectMeta> item) =>
        item.Metadata.NamespaceProperty.StartsWith(Prefix, StringComparison.Ordinal);

    private static bool HasShown(V1Deployment deployment) =>
        deployment.Spec.Paused == true
        || deployment.Status.Conditions?.Any(condition =>
            condition is { Type: "Progressing", Status: "False" } or { Type: "Available", Status: "True" }
        ) == true;

    private static bool HasShown(V1Pod pod) =>
        pod.Status.ContainerStatuses is { Count: > 0 }
        || pod.Status.Conditions?.Any(condition => condition is { Type: "PodScheduled", Status: "False" }) == true
        || pod.Spec.SchedulerName is not (null or "default-scheduler");
}
