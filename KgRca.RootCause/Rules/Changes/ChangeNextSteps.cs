using KgRca.Contracts.Records;

namespace KgRca.RootCause.Rules.Changes;

/// <summary>How to take a change back.</summary>
internal static class ChangeNextSteps
{
    public static string? Of(Remedy remedy) =>
        remedy.Cause switch
        {
            Causes.Rollout when IsRolledOut(remedy.Target) =>
                $"Undo the last rollout of {NextSteps.Name(remedy.Target)} if it was not intended: "
                    + $"{NextSteps.Command("rollout undo", remedy.Target)}. See what changed: "
                    + $"{NextSteps.Command("rollout history", remedy.Target)}.",
            Causes.Cordoned when remedy.Target.Kind == "Node" =>
                $"Uncordon Node {remedy.Target.Name} when maintenance is done: `kubectl "
                    + $"uncordon {remedy.Target.Name}`.",
            Causes.ConfigurationChanged =>
                $"Revert the change to {NextSteps.Name(remedy.Target)} ({remedy.Message.TrimEnd('.')}): "
                    + $"{NextSteps.Command("edit", remedy.Target)}.",
            _ => null,
        };

    private static bool IsRolledOut(ObjectReference item) => item.Kind is "Deployment" or "StatefulSet" or "DaemonSet";
}
