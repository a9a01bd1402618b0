using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Taxonomy;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Detectors;

/// <summary>Namespaces whose deletion does not come to an end, by the conditions in which the namespace controller says why.</summary>
internal static class Namespaces
{
    public static void Inspect(ResourceState @namespace, JsonElement item, List<Finding> findings)
    {
        foreach (var condition in item.At("status").Items("conditions"))
        {
            if (condition.Text("status") != "True" || condition.Text("type") is not ("NamespaceDeletionDiscoveryFailure" or "NamespaceDeletionContentFailure" or "NamespaceFinalizersRemaining")) continue;
            findings.Add(new Finding(Causes.NamespaceStuck, CauseRole.Latent, Severity.Warning, "NamespaceDeletionStuck",
                $"Namespace {@namespace.Name} is being deleted and does not come to an end: {condition.Text("message") ?? condition.Text("reason")}", @namespace,
                condition.Time("lastTransitionTime") ?? @namespace.ObservedAt ?? default, Evidence.OfCondition(@namespace, condition)));
            return;
        }
    }
}
