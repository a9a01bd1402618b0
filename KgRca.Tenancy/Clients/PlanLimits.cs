namespace KgRca.Tenancy.Clients;

/// <summary>What a plan allows. <see cref="Plans"/> has the values.</summary>
public sealed record PlanLimits
{
    /// <summary>Requests a minute; null for any number.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Whether requests pass, counted by each replica for itself, while the store that counts them for all does
    /// not answer; if not, they are refused until it does.</summary>
    public required bool FailOpen { get; init; }

    /// <summary>Partitions of each of the client's topics.</summary>
    public required int Partitions { get; init; }

    /// <summary>Keys that are neither revoked nor expired.</summary>
    public required int Keys { get; init; }

    /// <summary>Clusters that records come from, which are also the identities of agents.</summary>
    public required int Clusters { get; init; }

    /// <summary>Kubernetes objects in the graph, those that were deleted lately among them.</summary>
    public required long Resources { get; init; }

    /// <summary>Events, log lines, alerts and findings in the graph; beyond it the oldest are forgotten.</summary>
    public required long Episodes { get; init; }

    /// <summary>Bytes on disk: the graph and the log.</summary>
    public required long StoredBytes { get; init; }
}
