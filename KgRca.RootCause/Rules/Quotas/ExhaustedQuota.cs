using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Quotas;

/// <summary>The ResourceQuota that refuses an object.</summary>
internal static class ExhaustedQuota
{
    private const string Before = "exceeded quota: ";

    /// <summary>
    /// The quota that a refusal names, else one of the namespace that is used up, else its only one; the Namespace where
    /// no quota is known.
    /// </summary>
    public static ObjectReference Of(Episode refusal, string cause, ClusterTopology topology)
    {
        var subject = refusal.Subject;
        if (subject.Kind == "ResourceQuota")
            return new ObjectReference(subject.Kind, subject.Name, subject.Namespace);
        var name = NamedIn(refusal.Message) ?? QuotaUsage.Full(topology, subject, cause) ?? OnlyOne(topology, subject);
        return name is null
            ? new ObjectReference("Namespace", subject.Namespace)
            : new ObjectReference("ResourceQuota", name, subject.Namespace);
    }

    private static string? NamedIn(string message)
    {
        var start = message.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        var end = start < Before.Length ? -1 : message.IndexOf(',', start);
        return end > start ? message[start..end] : null;
    }

    private static string? OnlyOne(ClusterTopology topology, ResourceState subject)
    {
        var quotas = topology.OfKind(subject.Cluster, "ResourceQuota", subject.Namespace).Take(2).ToList();
        return quotas is [var only] ? only.Name : null;
    }
}
