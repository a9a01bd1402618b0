using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Quotas;

/// <summary>Quotas that count some Pods only: terminating ones, those without requests, those of a priority class.</summary>
internal static class ScopedQuotas
{
    /// <summary>What a quota counts, for people; empty where it counts everything.</summary>
    public static string ScopeOf(JsonElement quota)
    {
        var spec = quota.At("spec");
        return string.Join(
            " and ",
            spec.Items("scopes")
                .Select(scope => $"{scope.Text()} Pods")
                .Concat(
                    spec.At("scopeSelector")
                        .Items("matchExpressions")
                        .Select(expression =>
                            $"Pods with {expression.Text("scopeName")} {expression.Text("operator")} {string.Join(", ", expression.Items("values").Select(value => value.Text()))}".TrimEnd()
                        )
                )
        );
    }

    /// <summary>
    /// The namespace that has no quota for a priority class, which the API server asks for; its quota of that scope
    /// where there is one.
    /// </summary>
    public static Responsible? Behind(Episode refusal, string cause, ClusterTopology topology)
    {
        if (cause != Causes.QuotaScope)
            return null;
        var subject = refusal.Subject;
        var quota = topology
            .OfKind(subject.Cluster, "ResourceQuota", subject.Namespace)
            .FirstOrDefault(other =>
                (other.Object?.At("spec", "scopeSelector").Items("matchExpressions") ?? default).Any(expression =>
                    expression.Text("scopeName") == "PriorityClass"
                )
            );
        var space = quota ?? topology.Find(subject.Cluster, "Namespace", "", subject.Namespace);
        var workload = topology.WorkloadOf(subject);
        var name = (workload.Object?.At("spec", "template", "spec") ?? default).Text("priorityClassName");
        return space is null
            ? null
            : new Responsible(
                space,
                cause,
                $"No quota of namespace {subject.Namespace} is for the priority class of {workload.Kind} {workload.Name}."
            )
            {
                NextStep =
                    $"Let a ResourceQuota of namespace {subject.Namespace} count PriorityClass {name ?? "that the Pods have"} (spec.scopeSelector), or drop priorityClassName of {NextSteps.Name(workload.Reference)}.",
            };
    }
}
