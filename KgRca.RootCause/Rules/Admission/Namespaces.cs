using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Admission;

/// <summary>
/// Namespaces whose deletion does not come to an end, by the conditions in which the namespace controller says why.
/// </summary>
internal static class Namespaces
{
    public static void Inspect(
        ClusterTopology topology,
        ResourceState @namespace,
        JsonElement item,
        List<Finding> findings
    )
    {
        foreach (var condition in item.At("status").Items("conditions"))
        {
            if (
                condition.Text("status") != "True"
                || condition.Text("type")
                    is not (
                        "NamespaceDeletionDiscoveryFailure"
                        or "NamespaceDeletionContentFailure"
                        or "NamespaceFinalizersRemaining"
                    )
            )
                continue;
            var message = condition.Text("message") ?? condition.Text("reason") ?? "";
            var evidence = Evidence.OfCondition(@namespace, condition);
            // What is in an API that cannot be asked cannot be deleted.
            var silent =
                condition.Text("type") == "NamespaceDeletionDiscoveryFailure"
                    ? ApiServices.NamedIn(topology, @namespace.Cluster, message)
                    : null;
            var because = silent is { } api ? $" because APIService {api.Service.Name} is unavailable" : "";
            findings.Add(
                new Finding(
                    Causes.NamespaceStuck,
                    CauseRole.Latent,
                    Severity.Warning,
                    "NamespaceDeletionStuck",
                    $"Namespace {@namespace.Name} is stuck in Terminating{because}: {message}",
                    @namespace,
                    condition.Time("lastTransitionTime") ?? @namespace.ObservedAt ?? default,
                    silent is { } found ? [evidence, found.Evidence] : [evidence]
                )
                {
                    // What is still being deleted keeps every namespace for a while.
                    PendingFor =
                        condition.Text("type") == "NamespaceDeletionDiscoveryFailure"
                            ? TimeSpan.Zero
                            : PendingPeriods.Draining,
                }
            );
            return;
        }
    }
}
