using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Rules.CustomResources;
using KgRca.RootCause.Rules.Workloads;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.References;

/// <summary>What a Pod template refers to and does not exist.</summary>
internal static class ReferenceRules
{
    public static RuleFamily Family { get; } =
        new("References", Causes.OfReferences)
        {
            Precedence = (candidate, cause, topology) =>
                cause is Causes.MissingSecret or Causes.MissingConfigMap
                    ? ResourceChains.OfMissing(candidate.Subject, topology)
                    : CounterEvidence.None,
            Events = [EventReader.Origin(Causes.OwnerElsewhere, "OwnerRefInvalidNamespace")],
            NextStep = ReferenceNextSteps.Of,
            Target = FindTarget,
            Responsible = [Grants.Behind],
            Challenge = Contradict,
            Detectors =
            [
                new(["Pod"], InspectPod),
                new(["Pod"], InitWaits.Inspect),
                new(KubernetesKinds.Workloads, InspectWorkload),
                new(["Job"], InspectJob),
            ],
            Dependencies = [new(["ServiceAccount", "ConfigMap", "Secret"], AddUsers), new(["Service"], AddWaiting)],
        };

    // What an init container waits for may come, to its own namespace or to another.
    private static void AddWaiting(in ObjectChange change, List<ResourceState> affected)
    {
        if (change.IsNew || change.IsGone)
            affected.AddRange(
                change
                    .InCluster("Pod")
                    .Where(pod => pod.ActiveFindings.Exists(finding => finding.Reason == InitWaits.Reason))
            );
    }

    private static void InspectPod(
        ClusterTopology topology,
        ResourceState pod,
        JsonElement item,
        List<Finding> findings
    )
    {
        if (Readiness.OfPod(item))
            return;
        // What a container's message says hides nothing that the objects show more exactly.
        var index = findings.FindIndex(finding => CauseClasses.FamilyOf(finding.Cause) == CauseFamily.Reference);
        var said = index < 0 ? null : findings[index];
        if (said is not null)
            findings.RemoveAt(index);
        var count = findings.Count;
        MissingReferences.Inspect(topology, pod, item.At("spec"), findings);
        if (said is not null)
            Settle(findings, count, said, scope => topology.IsComplete(pod.Cluster, scope));
    }

    /// <summary>
    /// Lets the missing object itself stand in for what a container's message says of it, or keeps the message.
    /// </summary>
    private static void Settle(List<Finding> findings, int count, Finding said, Func<KindScope, bool> isComplete)
    {
        var exact = findings.FindIndex(count, finding => IsNamed(finding, said));
        var isNamed = exact >= 0;
        // A message that names nothing is about whatever the Pod refers to and is not there.
        if (!isNamed && !NamesAnything(said.Message))
            exact = Likeliest(findings, count, said.Cause, isComplete);
        if (exact < 0)
        {
            findings.RemoveAll(finding => finding.Cause == said.Cause);
            findings.Add(said);
            return;
        }
        findings[exact] = findings[exact] with
        {
            Severity = said.Severity,
            IsConfirmed = isNamed,
            PendingFor = TimeSpan.Zero,
        };
    }

    private static int Likeliest(List<Finding> findings, int count, string cause, Func<KindScope, bool> isComplete)
    {
        var alike = findings.FindIndex(count, finding => finding.Cause == cause && finding.AbsentFrom.All(isComplete));
        return alike >= 0 ? alike : findings.FindIndex(count, finding => finding.AbsentFrom.All(isComplete));
    }

    /// <summary>Whether what a message says is missing is what a finding says is missing.</summary>
    private static bool IsNamed(Finding finding, Finding said) =>
        finding.AbsentFrom.Count == 0
            ? finding.Cause == said.Cause
            : finding.AbsentFrom.All(missing => Names(said.Message, missing.Name ?? ""));

    private static bool NamesAnything(string message) => message.AsSpan().ContainsAny('"', '/');

    private static bool Names(string message, string name) =>
        message.Contains($"\"{name}\"", StringComparison.Ordinal)
        || message.Contains($"/{name}", StringComparison.Ordinal);

    private static void InspectWorkload(
        ClusterTopology topology,
        ResourceState workload,
        JsonElement item,
        List<Finding> findings
    )
    {
        if (!Readiness.OfWorkload(item))
            MissingReferences.Inspect(topology, workload, item.At("spec", "template", "spec"), findings);
    }

    // Once a Job has Pods, they say it.
    private static void InspectJob(
        ClusterTopology topology,
        ResourceState job,
        JsonElement item,
        List<Finding> findings
    )
    {
        if (!Jobs.HasBegun(item))
            MissingReferences.Inspect(topology, job, item.At("spec", "template", "spec"), findings);
    }

    private static void AddUsers(in ObjectChange change, List<ResourceState> affected)
    {
        foreach (var edge in change.Resource.Incoming)
            affected.Add(edge.From);
    }

    // Where a key is missing that was there before, the ConfigMap or Secret was changed, not the workload.
    private static ObjectReference? FindTarget(Episode candidate, string cause, ClusterTopology topology) =>
        cause switch
        {
            Causes.OwnerElsewhere => candidate.Subject.Reference,
            Causes.MissingConfigKey => LostKey(candidate)?.Reference,
            _ => null,
        };

    private static CounterEvidence Contradict(Episode candidate, string cause, ClusterTopology topology)
    {
        var subject = candidate.Subject;
        var isQuotaFull = subject.ActiveFindings.Exists(finding => finding.Assessment.Cause == Causes.StorageQuota);
        if (cause == Causes.MissingClaim && isQuotaFull)
            return CounterEvidence.IsMistaken("The PVC is missing because a quota is exhausted.");
        return CauseClasses.FamilyOf(cause) == CauseFamily.Reference && OtherEvidence.ShowsAnother(subject, cause)
            ? CounterEvidence.IsMistaken("The objects show that something else is missing.")
            : CounterEvidence.None;
    }

    /// <summary>The ConfigMap or Secret that had the key until it was changed; null where the key never was.</summary>
    private static ResourceState? LostKey(Episode missing)
    {
        foreach (var edge in missing.Subject.Outgoing)
            if (
                edge is { Type: EdgeType.Mounts, To.Kind: "ConfigMap" or "Secret" }
                && missing.Message.Contains(edge.To.Name, StringComparison.Ordinal)
                && ObjectChanges.HasLostAKey(edge.To)
            )
                return edge.To;
        return null;
    }
}
