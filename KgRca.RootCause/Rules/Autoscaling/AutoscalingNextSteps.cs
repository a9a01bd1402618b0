using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Rules.Autoscaling;

/// <summary>What to change in an autoscaler, or in what it scales.</summary>
internal static class AutoscalingNextSteps
{
    public static string? Of(Remedy remedy)
    {
        if (remedy.Target.Kind != "HorizontalPodAutoscaler")
            return null;
        var (name, edit) = (NextSteps.Name(remedy.Target), NextSteps.Command("edit", remedy.Target));
        var spec = remedy.TargetState.At("spec");
        var target = spec.At("scaleTargetRef");
        var (kind, scaled) = (target.Text("kind") ?? "Deployment", target.Text("name"));
        return remedy.Cause switch
        {
            Causes.AutoscalerMaximum when spec.Number("maxReplicas") is { } maximum =>
                $"Raise maxReplicas of {name} (now {maximum}) if the nodes have room, or find the source of the load: "
                    + $"{edit}.",
            Causes.AutoscalerTarget when scaled is not null =>
                $"Set scaleTargetRef of {name} (now {kind} {scaled}) to a workload that exists"
                    + $"{Existing(remedy, kind)}: {edit}.",
            Causes.AutoscalerMetrics when scaled is not null =>
                $"Check that the metrics API works (`kubectl get apiservices | grep metrics`) and that the containers "
                    + $"of {kind} {scaled} set resources.requests: {NextSteps.Command("describe", remedy.Target)}.",
            Causes.AutoscalerOverlap => $"Keep one autoscaler for {kind} {scaled} and delete the others: "
                + $"`kubectl -n {remedy.Namespace} get hpa`.",
            _ => null,
        };
    }

    private static string Existing(Remedy remedy, string kind) =>
        remedy.Existing(kind, remedy.Namespace) is { Length: > 0 } names
            ? $" ({kind}s in {remedy.Namespace}: {names})"
            : "";
}
