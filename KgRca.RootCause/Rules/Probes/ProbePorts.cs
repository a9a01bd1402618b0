using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Probes;

/// <summary>
/// Probes of a workload that ask a port on which no container listens, as far as declared ports tell. Declaring ports
/// is voluntary, so this explains an incident but opens none, and nothing where the probe has been answered.
/// </summary>
internal static class ProbePorts
{
    // Seconds. A process that needs less to start and to answer is rare, and a probe set so is rarely meant.
    private const int ShortestPatience = 5;

    /// <summary>The members of a probe that ask a port.</summary>
    public static readonly string[] Handlers = ["httpGet", "tcpSocket", "grpc"];

    public static void Inspect(
        ClusterTopology topology,
        ResourceState workload,
        JsonElement podSpec,
        List<Finding> findings
    )
    {
        foreach (var container in podSpec.Items("containers"))
        {
            Check(topology, workload, podSpec, container, "livenessProbe", "Liveness", Causes.LivenessPort, findings);
            Check(topology, workload, podSpec, container, "startupProbe", "Startup", Causes.LivenessPort, findings);
            Check(
                topology,
                workload,
                podSpec,
                container,
                "readinessProbe",
                "Readiness",
                Causes.ReadinessPort,
                findings
            );
            CheckTiming(workload, container, findings);
        }
    }

    private static void Check(
        ClusterTopology topology,
        ResourceState workload,
        JsonElement podSpec,
        JsonElement container,
        string probe,
        string name,
        string cause,
        List<Finding> findings
    )
    {
        foreach (var handler in Handlers)
        {
            var port = container.At(probe, handler, "port");
            if (
                !port.IsPresent()
                || Listens(podSpec, port) != false
                || findings.Exists(finding => finding.Cause == cause)
                || AnsweredProbes.IsAnswered(topology, workload, container.Text("name"), probe, port)
            )
                continue;
            findings.Add(
                Finding.Origin(
                    cause,
                    Severity.Warning,
                    $"{name}ProbePort",
                    $"{name} probe of container {container.Text("name")} targets port {Text(port)}, but the "
                        + $"container listens on {Ports(podSpec)}.",
                    workload,
                    workload.CreatedAt,
                    Evidence.Of(workload, $"containers[{container.Text("name")}].{probe}.{handler}.port", Text(port)),
                    Evidence.Of(workload, "containers.ports", Ports(podSpec))
                )
            );
        }
    }

    /// <summary>A liveness probe that gives up on a container before it can have started.</summary>
    private static void CheckTiming(ResourceState workload, JsonElement container, List<Finding> findings)
    {
        var probe = container.At("livenessProbe");
        if (!probe.IsPresent() || container.At("startupProbe").IsPresent())
            return;
        var patience =
            (probe.Number("initialDelaySeconds") ?? 0)
            + (probe.Number("periodSeconds") ?? 10) * (probe.Number("failureThreshold") ?? 3);
        if (patience > ShortestPatience)
            return;
        findings.Add(
            Finding.Origin(
                Causes.LivenessTiming,
                Severity.Warning,
                "LivenessProbeTiming",
                $"Liveness probe of container {container.Text("name")} fails {patience} s after the start, "
                    + "before most processes are ready.",
                workload,
                workload.CreatedAt,
                Evidence.Of(workload, $"containers[{container.Text("name")}].livenessProbe", probe.GetRawText())
            )
        );
    }

    /// <summary>Whether a declared port is the one asked; null where none is declared.</summary>
    private static bool? Listens(JsonElement podSpec, JsonElement port)
    {
        var declared = false;
        foreach (var container in podSpec.Items("containers"))
        {
            foreach (var own in container.Items("ports"))
            {
                declared = true;
                if (
                    port.Number() is { } number
                        ? own.Number("containerPort") == number
                        : own.Text("name") == port.Text()
                )
                    return true;
            }
        }
        return declared ? false : null;
    }

    private static string Ports(JsonElement podSpec) =>
        string.Join(
            ", ",
            podSpec
                .Items("containers")
                .SelectMany(container => container.Items("ports"))
                .Select(port => Text(port.At("containerPort")))
                .Distinct()
        );

    private static string Text(JsonElement port) => port.Text() ?? $"{port.Number()}";
}
