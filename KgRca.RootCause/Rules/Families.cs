using KgRca.RootCause.Rules.Admission;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Rules.Autoscaling;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Rules.Containers;
using KgRca.RootCause.Rules.ControlPlane;
using KgRca.RootCause.Rules.CustomResources;
using KgRca.RootCause.Rules.Databases;
using KgRca.RootCause.Rules.Disruption;
using KgRca.RootCause.Rules.Images;
using KgRca.RootCause.Rules.Ingress;
using KgRca.RootCause.Rules.Network;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Rules.Probes;
using KgRca.RootCause.Rules.Quotas;
using KgRca.RootCause.Rules.References;
using KgRca.RootCause.Rules.Scheduling;
using KgRca.RootCause.Rules.Services;
using KgRca.RootCause.Rules.Volumes;
using KgRca.RootCause.Rules.Workloads;

namespace KgRca.RootCause.Rules;

/// <summary>
/// All families. The order is that of their sections in <c>docs/causes.md</c> and that in which their detectors run: of
/// the causes of one Pod, what its containers say comes before what is missing for them.
/// </summary>
internal static class Families
{
    public static IReadOnlyList<RuleFamily> All { get; } =
    [
        ContainerRules.Family,
        ImageRules.Family,
        ProbeRules.Family,
        ApplicationRules.Family,
        WorkloadRules.Family,
        AutoscalingRules.Family,
        DisruptionRules.Family,
        SchedulingRules.Family,
        QuotaRules.Family,
        AdmissionRules.Family,
        ReferenceRules.Family,
        VolumeRules.Family,
        NodeRules.Family,
        ControlPlaneRules.Family,
        ServiceRules.Family,
        IngressRules.Family,
        NetworkRules.Family,
        DatabaseRules.Family,
        CustomResourceRules.Family,
        ChangeRules.Family,
    ];
}
