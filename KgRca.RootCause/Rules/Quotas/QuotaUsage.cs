using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Admission;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Quotas;

/// <summary>Quotas with no room left: the next object of the namespace is refused.</summary>
internal static class QuotaUsage
{
    public static void Inspect(ResourceState quota, JsonElement item, List<Finding> findings)
    {
        var used = item.At("status", "used");
        foreach (var hard in item.At("status").Members("hard"))
        {
            if (
                AdmissionMessages.QuotaResource(hard.Name) is not { } cause
                || hard.Value.Text() is not { } limit
                || used.Text(hard.Name) is not { } amount
            )
                continue;
            // A limit of 0 forbids the resource on purpose.
            if (!(Quantity.Of(limit) > 0 && Quantity.Of(amount) >= Quantity.Of(limit)))
                continue;
            if (findings.Exists(finding => finding.Cause == cause))
                continue;
            findings.Add(
                Finding.Origin(
                    cause,
                    Severity.Warning,
                    "QuotaUsedUp",
                    $"Quota {quota.Name} of namespace {quota.Namespace} is exhausted: {amount} of {limit} {hard.Name}.",
                    quota,
                    null,
                    Evidence.Of(quota, $"status.hard.{hard.Name}", limit),
                    Evidence.Of(quota, $"status.used.{hard.Name}", amount)
                )
            );
        }
    }

    /// <summary>
    /// The first quota of an object's namespace that is used up so that it has this cause; null where there is room.
    /// </summary>
    public static string? Full(ClusterTopology topology, ResourceState resource, string cause)
    {
        var findings = new List<Finding>();
        foreach (var quota in topology.OfKind(resource.Cluster, "ResourceQuota", resource.Namespace))
        {
            if (quota.Object is { } item)
                Inspect(quota, item, findings);
            if (findings.Exists(finding => finding.Cause == cause))
                return quota.Name;
        }
        return null;
    }
}
