using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Probes;

/// <summary>
/// Whether a probe has been answered: then it asks a port on which the container listens, declared or not.
/// </summary>
internal static class AnsweredProbes
{
    // As the API server sets them where nothing is said.
    private const long DefaultPeriodSeconds = 10;
    private const long DefaultFailures = 3;

    private const string Liveness = "livenessProbe";

    // A container that a probe has given up takes its grace period to end, and its state some time to be seen.
    private static readonly TimeSpan Ending = TimeSpan.FromMinutes(1);

    private static readonly string[] Probes = ["readinessProbe", "startupProbe", Liveness];

    /// <summary>
    /// Whether a container of a workload listens on the port that a probe asks: a Pod is ready whose probe asks it, or
    /// all replicas are, which says nothing of liveness.
    /// </summary>
    public static bool IsAnswered(
        ClusterTopology topology,
        ResourceState workload,
        string? container,
        string probe,
        JsonElement port
    )
    {
        if (probe != Liveness && workload.Object is { } item && Readiness.OfWorkload(item))
            return true;
        return CallGraph
            .PodsOf(workload)
            .Any(pod => pod.Object is { } own && Answers(own, container, port, topology.Now));
    }

    /// <summary>How long a probe is patient with a container that starts.</summary>
    public static TimeSpan PatienceOf(JsonElement probe) =>
        TimeSpan.FromSeconds(
            (probe.Number("initialDelaySeconds") ?? 0)
                + (probe.Number("periodSeconds") ?? DefaultPeriodSeconds)
                    * (probe.Number("failureThreshold") ?? DefaultFailures)
        );

    private static bool Answers(JsonElement pod, string? name, JsonElement port, DateTimeOffset now)
    {
        if (!Readiness.OfPod(pod))
            return false;
        var container = pod.At("spec").Items("containers").FirstOrDefault(own => own.Text("name") == name);
        foreach (var probe in Probes)
        {
            if (!Asks(container.At(probe), port))
                continue;
            // A ready container has passed its other probes; this one it has outlived after a while.
            if (probe != Liveness || HasOutlived(pod, name, container.At(probe), now))
                return true;
        }
        return false;
    }

    private static bool Asks(JsonElement probe, JsonElement port)
    {
        foreach (var handler in ProbePorts.Handlers)
        {
            var asked = probe.At(handler, "port");
            if (asked.IsPresent() && JsonReading.Same(asked, port))
                return true;
        }
        return false;
    }

    private static bool HasOutlived(JsonElement pod, string? name, JsonElement probe, DateTimeOffset now) =>
        pod.At("status")
            .Items("containerStatuses")
            .Any(status =>
                status.Text("name") == name
                && status.At("state", "running").Time("startedAt") is { } started
                && now - started > 2 * PatienceOf(probe) + Ending
            );
}
