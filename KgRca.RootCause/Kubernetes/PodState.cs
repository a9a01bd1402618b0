using System.Text.Json;

namespace KgRca.RootCause.Kubernetes;

/// <summary>What is asked of a Pod again and again, to be read once for each of its states.</summary>
/// <param name="IsBeingDeleted">Whether it has a time of deletion.</param>
/// <param name="IsReady">As <see cref="Readiness.OfPod"/>.</param>
/// <param name="Condition">As <see cref="Readiness.ByCondition"/>.</param>
/// <param name="ReadySince">Since when its condition <c>Ready</c> is true; null where it is not, or does not tell.</param>
/// <param name="Revision">The template that it was made from; null where its labels do not tell.</param>
internal sealed record PodState(
    bool IsBeingDeleted,
    bool IsReady,
    bool? Condition,
    DateTimeOffset? ReadySince,
    string? Revision
)
{
    public static PodState Of(JsonElement pod)
    {
        var (metadata, isReady, since) = (pod.At("metadata"), default(bool?), default(DateTimeOffset?));
        foreach (var condition in pod.At("status").Items("conditions"))
        {
            if (condition.Text("type") != "Ready")
                continue;
            isReady = condition.Text("status") == "True";
            since = isReady == true ? condition.Time("lastTransitionTime") : null;
            break;
        }
        var labels = metadata.At("labels");
        return new PodState(
            metadata.At("deletionTimestamp").IsPresent(),
            Readiness.OfPod(pod),
            isReady,
            since,
            labels.Text("pod-template-hash") ?? labels.Text("controller-revision-hash")
        );
    }
}
