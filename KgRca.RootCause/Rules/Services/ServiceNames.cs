using System.Buffers;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Services;

/// <summary>The host names that messages say were not found.</summary>
internal static class ServiceNames
{
    private static readonly string[] BeforeName =
    [
        "lookup ",
        "ENOTFOUND ",
        "EAI_AGAIN ",
        "UnknownHostException: ",
        "No instances available for ",
    ];

    private static readonly SearchValues<char> NameEnds = SearchValues.Create(" .:,\"']");

    /// <summary>
    /// Whether the name that was not found is right: that of a Service (when a cluster is set up, callers often start
    /// before the called), or of a workload that has none.
    /// </summary>
    public static bool IsKnown(Episode cause, ClusterTopology topology) =>
        NameIn(cause.Message) is { } name
        && (
            topology.Find(cause.Subject.Cluster, "Service", cause.Subject.Namespace, name) is { Exists: true }
            || topology.Find(cause.Subject.Cluster, "Deployment", cause.Subject.Namespace, name) is { Exists: true }
        );

    /// <summary>The first label of the host name that a message says was not found; null where it names none.</summary>
    private static string? NameIn(string message)
    {
        foreach (var before in BeforeName)
        {
            var at = message.IndexOf(before, StringComparison.Ordinal);
            if (at < 0)
                continue;
            var rest = message.AsSpan(at + before.Length);
            var end = rest.IndexOfAny(NameEnds);
            return (end < 0 ? rest : rest[..end]).ToString();
        }
        return null;
    }
}
