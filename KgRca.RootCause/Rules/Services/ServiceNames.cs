using System.Buffers;
using System.Globalization;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Services;

/// <summary>The host names that messages say were not found.</summary>
internal static class ServiceNames
{
    private static readonly SearchValues<char> NameEnds = SearchValues.Create(" .:,;/\"'`])(\n");

    /// <summary>
    /// Whether the name that was not found is right: that of a Service (when a cluster is set up, callers often start
    /// before the called), or of a workload that has none.
    /// </summary>
    public static bool IsKnown(Episode cause, ClusterTopology topology) =>
        PeerName.In(cause.Message) is { } name
        && (
            topology.Find(cause.Subject.Cluster, "Service", cause.Subject.Namespace, name) is { Exists: true }
            || topology.Find(cause.Subject.Cluster, "Deployment", cause.Subject.Namespace, name) is { Exists: true }
            || IsOfSet(name, cause, topology)
        );

    /// <summary>
    /// Whether a Service of another namespace has the name that was not found: whether that resolves is up to the Pod's
    /// DNS settings.
    /// </summary>
    public static bool IsOfAnotherNamespace(Episode cause, ClusterTopology topology) =>
        PeerName.In(cause.Message) is { } name
        && LabelAfter(name, cause.Message) is { Length: > 0 } space
        && topology.Find(cause.Subject.Cluster, "Service", space, name) is { Exists: true };

    // A Pod of a StatefulSet that was scaled down, or is not there at the moment, under a Service that is.
    private static bool IsOfSet(string name, Episode cause, ClusterTopology topology) =>
        name.LastIndexOf('-') is > 0 and var dash
        && int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
        && topology.Find(cause.Subject.Cluster, "StatefulSet", cause.Subject.Namespace, name[..dash])
            is { Exists: true }
        && IsGoverned(name, cause, topology);

    private static bool IsGoverned(string name, Episode cause, ClusterTopology topology)
    {
        return LabelAfter(name, cause.Message) is not { } service
            || topology.Find(cause.Subject.Cluster, "Service", cause.Subject.Namespace, service) is { Exists: true };
    }

    /// <summary>The part of a host name that follows the first one; null where there is only one.</summary>
    private static string? LabelAfter(string name, string message)
    {
        var at = message.IndexOf(name + ".", StringComparison.Ordinal);
        if (at < 0)
            return null;
        var rest = message.AsSpan(at + name.Length + 1);
        var end = rest.IndexOfAny(NameEnds);
        return (end < 0 ? rest : rest[..end]).ToString();
    }
}
