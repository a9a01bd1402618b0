using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Admission;

namespace KgRca.RootCause.Rules.Quotas;

/// <summary>Which limit of which quota to raise.</summary>
internal static class QuotaNextSteps
{
    public static string? Of(Remedy remedy)
    {
        if (remedy.Target.Kind != "ResourceQuota")
            return null;
        var status = remedy.TargetState.At("status");
        foreach (var hard in status.Members("hard"))
        {
            if (AdmissionMessages.QuotaResource(hard.Name) != remedy.Cause)
                continue;
            return $"Raise spec.hard.{hard.Name} of {NextSteps.Name(remedy.Target)}{Scope(remedy)} "
                + $"({status.At("used").Text(hard.Name)} of {hard.Value.Text()} used), or lower what namespace "
                + $"{remedy.Target.Namespace} uses: {NextSteps.Command("edit", remedy.Target)}.";
        }
        return $"Raise the limit of {NextSteps.Name(remedy.Target)}, or lower what namespace {remedy.Target.Namespace} "
            + $"uses: {NextSteps.Command("edit", remedy.Target)}.";
    }

    private static string Scope(Remedy remedy) =>
        ScopedQuotas.ScopeOf(remedy.TargetState) is { Length: > 0 } scope ? $", which counts {scope} only" : "";
}
