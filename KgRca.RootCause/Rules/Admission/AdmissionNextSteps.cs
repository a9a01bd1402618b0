using KgRca.RootCause.Rules.References;

namespace KgRca.RootCause.Rules.Admission;

/// <summary>What to change so that the API server admits the objects.</summary>
internal static class AdmissionNextSteps
{
    public static string? Of(Remedy remedy)
    {
        var (target, said) = (NextSteps.Name(remedy.Target), remedy.Message.TrimEnd('.'));
        return remedy.Cause switch
        {
            Causes.MissingServiceAccount => ReferenceNextSteps.Of(remedy),
            Causes.Webhook when remedy.Target.Kind.EndsWith("WebhookConfiguration", StringComparison.Ordinal) =>
                $"Fix the Service that {target} calls ({said}); until then set its failurePolicy to Ignore: "
                    + $"{NextSteps.Command("edit", remedy.Target)}.",
            Causes.ApiService when remedy.Target.Kind == "APIService" =>
                $"Fix the Service behind {target} ({said}), or delete the APIService if nothing uses it: "
                    + $"{NextSteps.Command("describe", remedy.Target)}.",
            Causes.NamespaceStuck when remedy.Target.Kind == "Namespace" =>
                $"Find what blocks the deletion of {target} ({said}): `kubectl get namespace "
                    + $"{remedy.Target.Name} -o yaml`.",
            Causes.MissingPodClass
            or Causes.PodSecurity
            or Causes.WebhookDenied
            or Causes.InvalidTemplate when remedy.Workload is { } workload =>
                $"Change the Pod template of {NextSteps.Name(workload)} so that "
                    + $"it is admitted ({said}): {NextSteps.Command("edit", workload)}.",
            _ => null,
        };
    }
}
