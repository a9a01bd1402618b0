namespace KgRca.RootCause.Rules;

/// <summary>How long findings have to last that ordinary work passes through.</summary>
internal static class PendingPeriods
{
    /// <summary>What is missing may be in the next of the manifests that are being applied: 10 s.</summary>
    public static readonly TimeSpan Applying = TimeSpan.FromSeconds(10);

    /// <summary>What an eviction or the deletion of a namespace passes through: 60 s.</summary>
    public static readonly TimeSpan Draining = TimeSpan.FromSeconds(60);

    /// <summary>A Service is made before its Pods, whose workload an operator or a hook may make later: 60 s.</summary>
    public static readonly TimeSpan Installing = TimeSpan.FromSeconds(60);
}
