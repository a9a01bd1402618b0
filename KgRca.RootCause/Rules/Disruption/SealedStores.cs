using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Disruption;

/// <summary>
/// Stores of secrets that seal themselves whenever they are started (Vault, OpenBao): whoever asks one is refused until
/// somebody unseals it, and a drain that moved its Pod is why it was started.
/// </summary>
internal static class SealedStores
{
    private static readonly string[] Words =
    [
        "vault is sealed",
        "openbao is sealed",
        "is sealed and cannot",
        "sealed true",
        "sealed: true",
        "sealed=true",
        "\"sealed\":true",
        "core is sealed",
        "barrier is sealed",
        "security barrier not initialized",
    ];

    private static readonly string[] Stores = ["vault", "openbao", "bao"];

    /// <summary>Whether a message says that a store is sealed.</summary>
    public static bool AreIn(string message) =>
        Array.Exists(Words, word => Flat(message).Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>The node that was drained, else the store, where it is another that reports it.</summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology)
    {
        if (cause != Causes.VaultSealed)
            return null;
        var own = topology.WorkloadOf(failure.Subject);
        var store =
            IsStore(own) ? own
            : NamedPeers.NamedBy(failure, topology) is { } named && IsStore(named) ? named
            : CallGraph.Callees(own, topology).Append(StoreIn(failure, topology)).FirstOrDefault(IsStore);
        if (store is null)
            return null;
        if (DrainedNodes.Of(store, failure.Onset, topology) is { } change)
            return new Responsible(
                change.Subject,
                Causes.Cordoned,
                $"Node {change.Subject.Name} was drained; {store.Kind} {store.Name} was started elsewhere and is sealed since then."
            )
            {
                NextStep =
                    $"Unseal {NextSteps.Name(store.Reference)} (`kubectl -n {store.Namespace} exec {store.Name}-0 -- vault operator unseal`), and set up auto-unseal before Node {change.Subject.Name} is drained again.",
            };
        return store == own
            ? null
            : new Responsible(store, cause, $"{store.Kind} {store.Name} is sealed, and {own.Name} needs it.");
    }

    private static ResourceState? StoreIn(Episode failure, ClusterTopology topology) =>
        ((string[])["StatefulSet", "Deployment"])
            .SelectMany(kind => topology.OfKind(failure.Subject.Cluster, kind, null))
            .FirstOrDefault(workload =>
                IsStore(workload) && failure.Message.Contains(workload.Name, StringComparison.OrdinalIgnoreCase)
            );

    private static bool IsStore(ResourceState? workload) =>
        workload is not null
        && Array.Exists(Stores, store => workload.Name.Contains(store, StringComparison.OrdinalIgnoreCase));

    // What `vault status` prints is a table.
    private static string Flat(string message) =>
        message.Contains("ealed", StringComparison.Ordinal)
            ? string.Join(
                ' ',
                message
                    .Replace("\\n", " ", StringComparison.Ordinal)
                    .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            )
            : message;
}
