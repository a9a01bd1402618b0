using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.ControlPlane;

/// <summary>
/// Requests that the API server puts off by its priority and fairness: where several clients say it, the API server has
/// too much to do; where one alone does, that one asks too much.
/// </summary>
internal static class RequestLimits
{
    private static readonly string[] Words =
    [
        "the server has received too many requests and has asked us to try again later",
        "too many requests, please try again later",
        "TooManyRequests",
        "429 Too Many Requests",
    ];

    private static readonly string[] Server =
    [
        "apiserver",
        "kubernetes",
        "k8s",
        "asked us to try again",
        "/api/v1",
        "/apis/",
    ];

    /// <summary>Whether a client of the API server says that it was put off.</summary>
    public static bool AreIn(string message) => Has(message, Words) && Has(message, Server);

    /// <summary>The API server, where it puts off several clients; null where it does so with one alone.</summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology)
    {
        if (cause != Causes.ApiServerOverloaded)
            return null;
        var server = topology
            .OfKind(failure.Subject.Cluster, "Pod", "kube-system")
            .FirstOrDefault(pod => pod.Name.StartsWith("kube-apiserver", StringComparison.Ordinal));
        if (server is null || server == failure.Subject)
            return null;
        var own = topology.WorkloadOf(failure.Subject);
        foreach (var pod in topology.OfKind(failure.Subject.Cluster, "Pod", null))
            if (
                pod.Candidates.Count > 0
                && topology.WorkloadOf(pod) != own
                && pod.Candidates.Exists(other => other.Assessment.Cause == Causes.ApiServerOverloaded)
            )
                return new Responsible(
                    server,
                    Causes.ApiServerOverloaded,
                    $"The API server puts off {own.Name} and {topology.WorkloadOf(pod).Name}."
                );
        return null;
    }

    private static bool Has(string message, string[] words) =>
        Array.Exists(words, word => message.Contains(word, StringComparison.OrdinalIgnoreCase));
}
