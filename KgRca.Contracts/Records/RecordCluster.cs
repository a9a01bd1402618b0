namespace KgRca.Contracts.Records;

/// <summary>The cluster that a record came from.</summary>
public static class RecordCluster
{
    /// <summary>The cluster's name; null for alerts, of which each may name another.</summary>
    public static string? Of(WireRecord record) =>
        record switch
        {
            Event item => item.Cluster,
            Resource item => item.Cluster,
            Listing item => item.Cluster,
            Edge item => item.Cluster,
            Heartbeat item => item.Cluster,
            _ => null,
        };
}
