namespace KgRca.RootCause.Taxonomy;

/// <summary>Reads the names of alerts, those of kubernetes-mixin among them. Most alerts tell of symptoms.</summary>
internal static class AlertNames
{
    private static readonly (string Text, string Cause)[] Origins =
    [
        ("OOM", Causes.OomKilled),
        ("NodeNotReady", Causes.NodeNotReady),
        ("NodeUnreachable", Causes.NodeNotReady),
        ("KubeletDown", Causes.Kubelet),
        ("KubeSchedulerDown", Causes.Scheduler),
        ("KubeProxyDown", Causes.KubeProxy),
        ("PersistentVolumeFillingUp", Causes.DiskPressure),
        ("CPUThrottling", Causes.CpuOverload),
        ("CpuUsage", Causes.CpuOverload),
        ("CPU", Causes.CpuOverload),
    ];

    /// <summary>What an alert is evidence of.</summary>
    public static CauseAssessment Assess(string name, string message)
    {
        foreach (var (text, cause) in Origins)
            if (name.Contains(text, StringComparison.OrdinalIgnoreCase)) return CauseAssessment.Origin(cause);
        return message.Contains("CPU", StringComparison.OrdinalIgnoreCase) && name.Contains("Resource", StringComparison.Ordinal)
            ? CauseAssessment.Origin(Causes.CpuOverload)
            : CauseAssessment.Symptom();
    }
}
