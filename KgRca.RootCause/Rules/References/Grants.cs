using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.References;

/// <summary>
/// Objects that permit something and were deleted or changed: roles and their bindings, and grants of references across
/// namespaces. What was permitted until then is refused at once.
/// </summary>
internal static class Grants
{
    private static readonly string[] OfAccess = ["RoleBinding", "Role", "ClusterRoleBinding", "ClusterRole"];

    private static readonly string[] OfReferences = ["ReferenceGrant"];

    /// <summary>Whether a kind permits something.</summary>
    public static bool IsOne(string kind) =>
        Array.IndexOf(OfAccess, kind) >= 0 || Array.IndexOf(OfReferences, kind) >= 0;

    /// <summary>The grant that was taken away before something was refused; null where none was, or one of several.</summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology)
    {
        var kinds =
            cause == Causes.RbacForbidden ? OfAccess
            : failure.Message.Contains("RefNotPermitted", StringComparison.Ordinal) ? OfReferences
            : [];
        var changed = kinds
            .SelectMany(kind => topology.SeenOfKind(failure.Subject.Cluster, kind, null))
            .Where(grant => cause != Causes.RbacForbidden || Concerns(grant, failure))
            .Select(grant => grant.Candidates.Find(change => BoundChanges.MayBreak(change, failure.Onset)))
            .OfType<Episode>()
            .Take(2)
            .ToList();
        return changed is [var change]
            ? new Responsible(change.Subject, cause, change.Message)
            {
                NextStep = $"Restore {NextSteps.Name(change.Subject.Reference)}, which permitted it: {change.Message}",
            }
            : null;
    }

    // system:serviceaccount:team:operator cannot list … in the namespace "team"
    private static bool Concerns(ResourceState grant, Episode refusal) =>
        grant.Namespace.Length == 0
        || refusal.Message.Contains($"system:serviceaccount:{grant.Namespace}:", StringComparison.Ordinal)
        || refusal.Message.Contains($"in the namespace \"{grant.Namespace}\"", StringComparison.Ordinal)
        || refusal.Message.Contains($"in the namespace \\\"{grant.Namespace}\\\"", StringComparison.Ordinal);
}
