using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Rules.Network;

/// <summary>Which traffic which NetworkPolicy has to allow.</summary>
internal static class NetworkNextSteps
{
    public static string? Of(Remedy remedy)
    {
        if (remedy.Target.Kind != "NetworkPolicy")
            return null;
        var (name, edit) = (NextSteps.Name(remedy.Target), NextSteps.Command("edit", remedy.Target));
        var selected = Labels.Text(remedy.TargetState.At("spec", "podSelector"), "matchLabels");
        var pods = selected.Length > 0 ? $"Pods with {selected}" : "all Pods in the namespace";
        return remedy.Cause switch
        {
            Causes.NetworkPolicyBlocksDns => $"Add an egress rule for UDP and TCP port 53 to {name}, which selects "
                + $"{pods}: {edit}.",
            Causes.NetworkPolicyBlocks => $"Allow this traffic in {name}, which selects {pods}, or delete the policy "
                + $"({remedy.Message.TrimEnd('.')}): {edit}.",
            _ => null,
        };
    }
}
