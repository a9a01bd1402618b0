using KgRca.Contracts.Records;

namespace KgRca.RootCause.Rules.Workloads;

/// <summary>How to bring a workload back to what it is to do.</summary>
internal static class WorkloadNextSteps
{
    public static string? Of(Remedy remedy) =>
        remedy.Cause switch
        {
            Causes.ZeroReplicas when IsScalable(remedy.Target) => $"Scale {NextSteps.Name(remedy.Target)} back up: "
                + $"{NextSteps.Command("scale", remedy.Target, "--replicas=1")}.",
            Causes.Suspended when remedy.Target.Kind == "Deployment" =>
                $"Resume {NextSteps.Name(remedy.Target)}: {NextSteps.Command("rollout resume", remedy.Target)}.",
            Causes.Suspended when remedy.Target.Kind is "Job" or "CronJob" =>
                $"Set spec.suspend of {NextSteps.Name(remedy.Target)} to false: "
                    + $"{NextSteps.Command("patch", remedy.Target, "-p '{\"spec\":{\"suspend\":false}}'")}.",
            _ => null,
        };

    private static bool IsScalable(ObjectReference item) => item.Kind is "Deployment" or "StatefulSet" or "ReplicaSet";
}
