using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Admission;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Autoscaling;

/// <summary>
/// Autoscalers that cannot scale: no metrics, no target, no room, or another one for the same workload or Pods.
/// </summary>
internal static class Autoscalers
{
    public static void Inspect(
        ClusterTopology topology,
        ResourceState autoscaler,
        JsonElement item,
        List<Finding> findings
    )
    {
        var target = item.At("spec", "scaleTargetRef");
        if (
            target.Text("kind") is { } kind
            && target.Text("name") is { } name
            && topology.Find(autoscaler.Cluster, kind, autoscaler.Namespace, name) is not { Exists: true }
        )
        {
            findings.Add(
                Finding
                    .Origin(
                        Causes.AutoscalerTarget,
                        Severity.Warning,
                        "AutoscalerTargetMissing",
                        $"HorizontalPodAutoscaler {autoscaler.Name} targets {kind} {name}, which does not exist.",
                        autoscaler,
                        autoscaler.CreatedAt,
                        Evidence.Of(autoscaler, item, "spec", "scaleTargetRef"),
                        new Evidence(
                            $"{autoscaler.Cluster}/{kind}/{autoscaler.Namespace}/{name}",
                            "metadata.name",
                            "absent"
                        )
                    )
                    .Missing(kind, autoscaler.Namespace, name)
            );
            if (topology.IsComplete(autoscaler.Cluster, findings[^1].AbsentFrom[0]))
                return;
        }
        if (
            topology
                .OfKind(autoscaler.Cluster, "HorizontalPodAutoscaler", autoscaler.Namespace)
                .FirstOrDefault(other => other != autoscaler && IsForTheSame(other, target)) is
            { } twin
        )
        {
            findings.Add(
                Finding.Origin(
                    Causes.AutoscalerOverlap,
                    Severity.Warning,
                    "AutoscalerOverlap",
                    $"HorizontalPodAutoscalers {autoscaler.Name} and {twin.Name} both target "
                        + $"{target.Text("kind")} {target.Text("name")}: none of them scales it.",
                    autoscaler,
                    autoscaler.CreatedAt,
                    Evidence.Of(autoscaler, item, "spec", "scaleTargetRef"),
                    Evidence.Of(twin, twin.Object, "spec", "scaleTargetRef")
                )
            );
            return;
        }
        if (
            TargetOf(topology, autoscaler) is { } scaled
            && topology
                .OfKind(autoscaler.Cluster, "HorizontalPodAutoscaler", autoscaler.Namespace)
                .FirstOrDefault(other => other != autoscaler && IsForPodsOf(topology, other, scaled))
                is { } rival
        )
        {
            findings.Add(
                Finding.Origin(
                    Causes.AutoscalerOverlap,
                    Severity.Warning,
                    "AutoscalerOverlap",
                    $"HorizontalPodAutoscalers {autoscaler.Name} and {rival.Name} target workloads that "
                        + "select the same Pods: none of them scales.",
                    autoscaler,
                    autoscaler.CreatedAt,
                    Evidence.Of(scaled, scaled.Object, "spec", "selector"),
                    Evidence.Of(rival, rival.Object, "spec", "scaleTargetRef")
                )
            );
            return;
        }
        foreach (var condition in item.At("status").Items("conditions"))
        {
            var (type, status, reason) = (condition.Text("type"), condition.Text("status"), condition.Text("reason"));
            var evidence = Evidence.OfCondition(autoscaler, condition);
            var since = condition.Time("lastTransitionTime");
            if (type == "ScalingActive" && status == "False" && reason == "AmbiguousSelector")
            {
                findings.Add(
                    Finding.Origin(
                        Causes.AutoscalerOverlap,
                        Severity.Warning,
                        "AutoscalerOverlap",
                        $"HorizontalPodAutoscaler {autoscaler.Name} does not scale {target.Text("kind")} "
                            + $"{target.Text("name")}: {condition.Text("message") ?? reason}",
                        autoscaler,
                        since,
                        evidence,
                        Evidence.Of(autoscaler, item, "spec", "scaleTargetRef")
                    )
                );
            }
            // A target that is scaled to nothing is not scaled on purpose.
            else if (
                type == "ScalingActive"
                && status == "False"
                && reason is not ("ScalingDisabled" or "InvalidSelector")
            )
            {
                var text =
                    $"HorizontalPodAutoscaler {autoscaler.Name} cannot read its metrics: "
                    + $"{condition.Text("message") ?? reason}";
                Evidence[] proof = [evidence];
                if (ApiServices.WithoutMetrics(topology, autoscaler.Cluster, reason) is var (service, unavailable))
                    (text, proof) = ($"{text}; APIService {service.Name} is unavailable", [evidence, unavailable]);
                findings.Add(
                    Finding.Origin(
                        Causes.AutoscalerMetrics,
                        Severity.Warning,
                        "AutoscalerWithoutMetrics",
                        text,
                        autoscaler,
                        since,
                        proof
                    )
                );
            }
            else if (
                status == "False"
                && (
                    type == "AbleToScale" && reason is "FailedGetScale" or "FailedUpdateScale"
                    || type == "ScalingActive" && reason == "InvalidSelector"
                )
            )
            {
                findings.Add(
                    Finding.Origin(
                        Causes.AutoscalerTarget,
                        Severity.Warning,
                        "AutoscalerCannotScale",
                        $"HorizontalPodAutoscaler {autoscaler.Name} cannot "
                            + $"{(reason == "FailedGetScale" ? "read the replicas of" : "scale")} "
                            + $"{target.Text("kind")} {target.Text("name")}: {condition.Text("message") ?? reason}",
                        autoscaler,
                        since,
                        evidence,
                        Evidence.Of(autoscaler, item, "spec", "scaleTargetRef")
                    )
                );
            }
            else if (type == "ScalingLimited" && status == "True" && reason == "TooManyReplicas")
            {
                findings.Add(
                    new Finding(
                        Causes.AutoscalerMaximum,
                        CauseRole.Latent,
                        Severity.Warning,
                        "AutoscalerAtMaximum",
                        $"HorizontalPodAutoscaler {autoscaler.Name} needs more replicas than its maximum of "
                            + $"{item.At("spec").Number("maxReplicas")} replicas.",
                        autoscaler,
                        since ?? autoscaler.ObservedAt ?? default,
                        evidence,
                        Evidence.Of(autoscaler, item, "spec", "maxReplicas")
                    )
                );
            }
        }
    }

    /// <summary>
    /// Whether another autoscaler is for a workload that selects the Pods of one, or the other way round.
    /// </summary>
    private static bool IsForPodsOf(ClusterTopology topology, ResourceState other, ResourceState scaled) =>
        TargetOf(topology, other) is { } theirs
        && theirs != scaled
        && (Selects(theirs, scaled) || Selects(scaled, theirs));

    private static bool Selects(ResourceState workload, ResourceState other) =>
        workload.Object is { } item
        && item.At("spec", "selector") is { ValueKind: JsonValueKind.Object } selector
        && other.Object is { } otherItem
        && otherItem.At("spec", "template", "metadata") is { ValueKind: JsonValueKind.Object } labels
        && Labels.Matches(selector, labels);

    private static ResourceState? TargetOf(ClusterTopology topology, ResourceState autoscaler) =>
        autoscaler.Object?.At("spec", "scaleTargetRef") is { } target
        && target.Text("kind") is { } kind
        && target.Text("name") is { } name
            ? topology.Find(autoscaler.Cluster, kind, autoscaler.Namespace, name)
            : null;

    private static bool IsForTheSame(ResourceState other, JsonElement target) =>
        other.Object?.At("spec", "scaleTargetRef") is { } theirs
        && theirs.Text("kind") == target.Text("kind")
        && theirs.Text("name") == target.Text("name");
}
