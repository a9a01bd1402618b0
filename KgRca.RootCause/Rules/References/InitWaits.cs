using System.Text.Json;
using System.Text.RegularExpressions;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.References;

/// <summary>
/// Init containers that wait for a name which no Service has: <c>until nslookup db; do sleep 2; done</c>. They never
/// fail; the Pod stays in Init for good.
/// </summary>
internal static partial class InitWaits
{
    /// <summary>Of a wait for a Service that does not exist.</summary>
    public const string Reason = "InitWaitsForMissingService";

    public static void Inspect(ClusterTopology topology, ResourceState pod, JsonElement item, List<Finding> findings)
    {
        foreach (var status in item.At("status").Items("initContainerStatuses"))
        {
            if (!status.At("state", "running").IsPresent())
                continue;
            var name = status.Text("name");
            var container = item.At("spec").Items("initContainers").FirstOrDefault(spec => spec.Text("name") == name);
            // A sidecar runs as long as its Pod.
            if (container.Text("restartPolicy") == "Always" || Awaited(container) is not { } host)
                continue;
            var parts = host.Split('.');
            var place = parts.Length > 1 ? parts[1] : pod.Namespace;
            // A longer name may be one outside of the cluster.
            if (
                parts.Length > 2 && parts[2] != "svc"
                || topology.Find(pod.Cluster, "Service", place, parts[0]) is { Exists: true }
            )
                continue;
            findings.Add(
                Finding
                    .Origin(
                        Causes.ServiceAddress,
                        Severity.Error,
                        Reason,
                        $"Init container {name} of Pod {pod.Name} waits for {host}, but there is no Service "
                            + $"{parts[0]} in namespace {place}.",
                        pod,
                        status.At("state", "running").Time("startedAt"),
                        Evidence.Of(pod, $"spec.initContainers[{name}].command", Text(container)),
                        new Evidence($"{pod.Cluster}/Service/{place}/{parts[0]}", "metadata.name", "absent")
                    )
                    .Missing("Service", place, parts[0])
            );
            return;
        }
    }

    private static string? Awaited(JsonElement container) =>
        Waiting().Match(Text(container)) is { Success: true } match ? match.Groups["host"].Value : null;

    private static string Text(JsonElement container) =>
        string.Join(' ', container.Items("command").Concat(container.Items("args")).Select(word => word.Text()));

    // Without backtracking: a script may be long, and made to be slow to read.
    [GeneratedRegex(
        @"\b(nslookup|getent hosts|getent ahosts|host|dig( \+short)?|nc( -\w+)*|ncat( -\w+)*|ping( -\w+( \d+)?)*"
            + @"|pg_isready( -\w+( \w+)?)* (-h|--host)|mysqladmin( -\w+( \w+)?)* (-h|--host)|redis-cli -h"
            + @"|curl( -\w+)* https?://|wget( -\w+)* https?://|wait-for(-it)?(\.sh)?|dockerize -wait tcp://)"
            + @"[ =]?(?<host>[a-z][a-z0-9-]*(\.[a-z0-9-]+)*)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Waiting();
}
