namespace KgRca.Standalone.Tests.Clusters.Faults;

/// <summary>All faults that are made in a cluster.</summary>
internal static class EveryFault
{
    public static IEnumerable<Fault> All =>
        [
            .. CustomFaults.All,
            .. PlacementFaults.All,
            .. WorkFaults.All,
            .. ScheduleFaults.All,
            .. ScalingFaults.All,
            .. ContainerFaults.All,
            .. KubeletFaults.All,
            .. NodeFaults.All,
            .. AdmissionFaults.All,
            .. ConnectionFaults.All,
            .. GatewayFaults.All,
            .. SecretFaults.All,
            .. VolumeFaults.All,
            .. LogFaults.All,
            .. StatusFaults.All,
        ];
}
