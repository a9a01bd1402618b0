using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Admission;

/// <summary>
/// What was made or changed before the API server began to refuse what it had let in: a webhook's configuration, the
/// policy that the refusal names, the Pod Security level of the namespace.
/// </summary>
internal static class ChangedPolicies
{
    private static readonly string[] Kinds =
    [
        "ClusterPolicy",
        "Policy",
        "ValidatingPolicy",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
    ];

    // What an object is asked for by a policy may come a while after the policy: with its next Pod.
    private static readonly TimeSpan Recently = TimeSpan.FromMinutes(30);

    /// <summary>The changed object; null where none was changed lately.</summary>
    public static Responsible? Behind(Episode refusal, string cause, ClusterTopology topology) =>
        cause switch
        {
            Causes.WebhookDenied => OfPolicies(refusal, topology) ?? OfWebhook(refusal, topology),
            Causes.PodSecurity => OfNamespace(refusal, topology),
            _ => null,
        };

    private static Responsible? OfWebhook(Episode refusal, ClusterTopology topology) =>
        Webhooks.NamedIn(refusal.Message, refusal.Subject, topology) is { } configuration
        && News(configuration, refusal, topology) is { } news
            ? Of(configuration, Causes.WebhookDenied, news)
            : null;

    private static Responsible? OfPolicies(Episode refusal, ClusterTopology topology)
    {
        foreach (var kind in Kinds.Concat(topology.KindsIn(refusal.Subject.Cluster).Where(IsConstraint)))
        foreach (var policy in topology.OfKind(refusal.Subject.Cluster, kind, null))
            if (
                refusal.Message.Contains(policy.Name, StringComparison.Ordinal)
                && News(policy, refusal, topology) is { } news
            )
                return Of(policy, Causes.WebhookDenied, news);
        return null;
    }

    // Gatekeeper makes a kind of each template.
    private static bool IsConstraint(string kind) => kind.StartsWith("K8s", StringComparison.Ordinal);

    private static Responsible? OfNamespace(Episode refusal, ClusterTopology topology)
    {
        if (
            topology.Find(refusal.Subject.Cluster, "Namespace", "", refusal.Subject.Namespace) is not { } space
            || ChangeOf(space, refusal) is not { } change
            || LaterChanges.Came(refusal, change.Onset, topology)
            || !change.Message.Contains("pod-security.kubernetes.io/enforce", StringComparison.Ordinal)
        )
            return null;
        return Of(space, Causes.PodSecurity, change.Message.TrimEnd('.')) with
        {
            NextStep =
                $"Set label pod-security.kubernetes.io/enforce of Namespace {space.Name} back ({change.Message.TrimEnd('.')}), or make its Pods fit the level: `kubectl edit namespace {space.Name}`.",
        };
    }

    private static Responsible Of(ResourceState changed, string cause, string news) =>
        new(changed, cause, $"{news}, and the API server has refused since then.")
        {
            NextStep =
                $"Take back what was done to {NextSteps.Name(changed.Reference)} ({news}), or make what it refuses fit: {NextSteps.Command("edit", changed.Reference)}.",
        };

    private static string? News(ResourceState policy, Episode refusal, ClusterTopology topology)
    {
        if (ChangeOf(policy, refusal) is { } change)
            return LaterChanges.Came(refusal, change.Onset, topology) ? null : change.Message.TrimEnd('.');
        return
            policy.CreatedAt is { } created
            && created <= refusal.Onset
            && refusal.Onset - created <= Recently
            && !LaterChanges.Came(refusal, created, topology)
            ? $"{policy.Kind} {policy.Name} was created at {created:u}"
            : null;
    }

    private static Episode? ChangeOf(ResourceState policy, Episode refusal)
    {
        for (var i = policy.Candidates.Count - 1; i >= 0; i--)
            if (
                policy.Candidates[i].Assessment.Role == CauseRole.Change
                && policy.Candidates[i].Onset <= refusal.Onset
                && refusal.Onset - policy.Candidates[i].Onset <= Recently
            )
                return policy.Candidates[i];
        return null;
    }
}
