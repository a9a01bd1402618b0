using System.Text.Json;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Rules.Disruption;

/// <summary>What to change in a PodDisruptionBudget so that nodes can be drained.</summary>
internal static class DisruptionNextSteps
{
    public static string? Of(Remedy remedy)
    {
        if (remedy.Target.Kind != "PodDisruptionBudget")
            return null;
        var (name, edit) = (NextSteps.Name(remedy.Target), NextSteps.Command("edit", remedy.Target));
        var spec = remedy.TargetState.At("spec");
        return remedy.Cause switch
        {
            Causes.BudgetBlocks => $"Change {name} so that it allows one disruption ({Limit(spec)}), or add a replica: "
                + $"{edit}.",
            Causes.BudgetSelector =>
                $"Set spec.selector of {name} (now {Labels.Text(spec.At("selector"), "matchLabels")}) "
                    + $"to the labels of the Pods it should protect: {edit}.",
            Causes.BudgetOverlap => $"Delete {name} or narrow its selector "
                + $"(now {Labels.Text(spec.At("selector"), "matchLabels")}): {edit}.",
            _ => null,
        };
    }

    private static string Limit(JsonElement spec)
    {
        var member = spec.At("maxUnavailable").IsPresent() ? "maxUnavailable" : "minAvailable";
        var value = spec.At(member);
        return value.IsPresent() ? $"{member} is {value.Text() ?? value.GetRawText()}" : "it sets no minAvailable";
    }
}
