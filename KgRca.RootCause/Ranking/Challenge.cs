using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Incidents;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Rules.Containers;
using KgRca.RootCause.Rules.ControlPlane;
using KgRca.RootCause.Rules.CustomResources;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Rules.Services;
using KgRca.RootCause.Rules.Volumes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Ranking;

/// <summary>Weighs what an event or a log line once said against what is seen of the cluster by now.</summary>
internal static class Challenge
{
    // While an agent lists a cluster, objects come one by one, and what is still to come looks missing.
    private static readonly TimeSpan InPassing = TimeSpan.FromSeconds(30);

    // A kernel that has no memory left kills until there is some, within moments.
    private static readonly TimeSpan AtOnce = TimeSpan.FromMinutes(1);

    // What failed by a fault works again soon after it was mended, but for back-offs and the periods of probes.
    private static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<string, (string Kind, string Before)> Named = new(StringComparer.Ordinal)
    {
        [Causes.MissingServiceAccount] = ("ServiceAccount", "serviceaccount \""),
        [Causes.MissingConfigMap] = ("ConfigMap", "configmap \""),
        [Causes.MissingSecret] = ("Secret", "secret \""),
        [Causes.MissingClaim] = ("PersistentVolumeClaim", "persistentvolumeclaim \""),
    };

    /// <summary>
    /// What speaks against the cause of an incident whose last error was at <paramref name="lastErrorAt"/>.
    /// </summary>
    public static CounterEvidence Of(Episode cause, DateTimeOffset lastErrorAt, ClusterTopology topology)
    {
        if (cause.Assessment.Cause is { } named && CauseChain.Of(cause, named, topology) is { } chained)
            return chained;
        if (cause.Assessment.Cause == Causes.OomKilled && LackedMemory(cause))
            return CounterEvidence.IsMistaken(
                "The node had no memory left, and its kernel killed containers of several Pods."
            );
        if (OfAnother(cause, topology) is { } another)
            return CounterEvidence.IsMistaken(another);
        if (cause.Source == EpisodeSources.Finding)
            return OfFinding(cause, lastErrorAt, topology);
        if (cause.Assessment.Cause is Causes.Scaled or Causes.Rollout && IsUnchanged(cause.Subject))
            return CounterEvidence.IsMistaken("It has never been changed since it was created.");
        if (cause.Assessment.Cause == Causes.Scaled && HasCandidate(cause.Subject, Causes.Rollout))
            return CounterEvidence.IsMistaken("A rollout scaled it.");
        if (cause.Assessment is not { Role: CauseRole.Origin, Cause: { } id })
            return CounterEvidence.None;
        if (Signals.WasInPassing(cause))
            return CounterEvidence.IsMistaken("The alert was over within a minute or two each time.");
        if (Overcome(cause, id, topology) is { } since)
            return new CounterEvidence(
                lastErrorAt - cause.Time > Aftermath ? CounterEvidence.Mistaken : CounterEvidence.Overcome,
                since
            );
        return OfOrigin(cause, id, topology);
    }

    /// <summary>What shows that a failure is another's: its node's, its driver's, an agent's, or a change's.</summary>
    private static string? OfAnother(Episode cause, ClusterTopology topology)
    {
        if (NodeContrast.Behind(cause) is { } node)
            return node;
        if (DriverControllers.Behind(cause, topology) is { } controller)
            return $"{controller.Kind} {controller.Name} makes no volume for any claim.";
        if (HookJobs.Behind(cause, topology) is { } job)
            return $"Hook Job {job.Namespace}/{job.Name} failed, and the release waits for it.";
        if (ApiServerTrust.IsLost(cause, topology))
            return "The API server refuses the credentials of the kubelets.";
        if (CustomOperators.Behind(cause, topology) is { } custom)
            return $"Its operator, {custom.Kind} {custom.Name}, fails itself.";
        if (NodeAutoscalers.Behind(cause, topology) is { } autoscaler)
            return $"{autoscaler.Kind} {autoscaler.Name} fails to add nodes.";
        if (StartupAgents.Behind(cause, topology) is { } agent)
            return $"{agent.Kind} {agent.Name} has not started on the node that would take the Pod.";
        if (ConfirmedChange.Before(cause, topology) is { } change)
            return $"It follows a change that it speaks of: {change.Message}";
        if (
            cause.IsFromLog
            && DeniedAccess.MayConcern(cause)
            && cause.Subject.ActiveFindings.Exists(finding => finding.Reason == DeniedAccess.Reason)
        )
            return "The path is on no volume: the container's security context denies it.";
        return null;
    }

    private static CounterEvidence OfOrigin(Episode cause, string id, ClusterTopology topology) =>
        id switch
        {
            Causes.MissingClaim
                when cause.Subject.ActiveFindings.Exists(finding => finding.Assessment.Cause == Causes.StorageQuota) =>
                CounterEvidence.IsMistaken("The claim is missing because a quota is full."),
            Causes.ClaimStorageClass when VolumeClaims.HasVolumes(topology, cause.Subject) =>
                CounterEvidence.IsMistaken("There are volumes of that class."),
            Causes.ServiceAddress => ServiceNames.IsKnown(cause, topology)
                ? CounterEvidence.IsMistaken("A Service or Deployment of the name that was not found exists.")
                : CounterEvidence.None,
            Causes.DatabasePort when cause.IsFromLog => RefusedDatabases.Of(cause, topology),
            Causes.GatewayMisroute when AlertDuration.IsAlert(cause) => new CounterEvidence(
                CounterEvidence.NewError,
                "Clients that ask for what does not exist get the same answer."
            ),
            Causes.ApplicationError when FailsBelow(cause.Subject, topology) => CounterEvidence.IsMistaken(
                "A service that it calls reports errors of its own."
            ),
            Causes.ApplicationError => new CounterEvidence(
                cause.Count >= LogFolding.Often && LogFolding.IsNew(cause)
                    ? CounterEvidence.NewError
                    : CounterEvidence.Unspecific,
                "Programs report errors as well when something that they need fails."
            ),
            Causes.VolumeMount
                when cause.Message.Contains("timed out waiting for the condition", StringComparison.Ordinal) =>
                new CounterEvidence(
                    CounterEvidence.Unspecific,
                    "That a volume did not come in time does not show why."
                ),
            Causes.MissedSchedule when IsHindered(cause.Subject) => new CounterEvidence(
                CounterEvidence.Unspecific,
                "Its events say what keeps its Jobs from being started."
            ),
            Causes.CpuOverload
                when AlertDuration.IsAlert(cause)
                    && LoadEffects.IsUnfelt(WorkloadLookup.Behind(cause.Subject, topology), topology) =>
                new CounterEvidence(
                    CounterEvidence.Unfelt,
                    "It is not slow itself, and some of those that call it have no trouble."
                ),
            Causes.SlowByItself when HasCandidate(cause.Subject, Causes.CpuOverload) => CounterEvidence.IsMistaken(
                "It is busy."
            ),
            Causes.PodNetworkDelay when IsSlowByAnother(cause.Subject, topology) => CounterEvidence.IsMistaken(
                "It is busy itself, or a service that it calls is slow or busy as well."
            ),
            Causes.SlowByItself or Causes.PodNetworkDelay when !IsFelt(cause.Subject, topology) => new CounterEvidence(
                CounterEvidence.Unfelt,
                "None of those that call it has trouble."
            ),
            Causes.SlowByItself => new CounterEvidence(
                CounterEvidence.Unspecific,
                "That a service is slow by itself does not show why."
            ),
            Causes.PodNetworkDelay => new CounterEvidence(
                CounterEvidence.Unspecific,
                "That a service is slow does not show that its network is."
            ),
            _ => CauseClasses.FamilyOf(id) switch
            {
                CauseFamily.Scheduling when WaitsForANode(cause.Subject) => CounterEvidence.IsMistaken(
                    "Pod and nodes show that it waits for a node that is in trouble or gone."
                ),
                CauseFamily.Storage when id == Causes.VolumeZone && WaitsForANode(cause.Subject) =>
                    CounterEvidence.IsMistaken("The node that the volume is on is in trouble or gone."),
                CauseFamily.Scheduling when IsSeenOtherwise(cause, id) => CounterEvidence.IsMistaken(
                    "Pod and nodes show another reason why it is not placed."
                ),
                CauseFamily.Reference when IsSeenOtherwise(cause, id) => CounterEvidence.IsMistaken(
                    "The objects show that something else is missing."
                ),
                _ => CounterEvidence.None,
            },
        };

    /// <summary>Whether a new state of an object may speak against an answer, or no more do so.</summary>
    /// <param name="cause">The answer's cause.</param>
    /// <param name="blamed">The object that it blames.</param>
    /// <param name="seen">The object whose state is new.</param>
    /// <param name="isNew">Whether it was not there before.</param>
    public static bool MayConcern(string cause, ObjectReference blamed, ResourceState seen, bool isNew)
    {
        if (seen.Namespace != (blamed.Namespace ?? ""))
            return false;
        if (seen.Kind == blamed.Kind && seen.Name == blamed.Name)
            return KeepsPodsAway(CauseClasses.FamilyOf(cause));
        return isNew
            && (
                Named.TryGetValue(cause, out var named) && named.Kind == seen.Kind
                || cause == Causes.ServiceAddress && seen.Kind is "Service" or "Deployment"
            );
    }

    private static CounterEvidence OfFinding(Episode finding, DateTimeOffset lastErrorAt, ClusterTopology topology) =>
        finding.ResolvedAt switch
        {
            { } end
                when end - finding.Time < InPassing
                    && finding.Assessment.Cause
                        is not (Causes.OomKilled or Causes.InvalidCommand or Causes.ContainerCrash) =>
                CounterEvidence.IsMistaken("It held for less than half a minute."),
            { } end when lastErrorAt - end > Aftermath => CounterEvidence.IsMistaken(
                "Errors went on after it was mended."
            ),
            _ => finding.Assessment.Cause switch
            {
                Causes.LogLineStopped => LogAbsenceChallenge.Of(finding, topology),
                Causes.ContainerCrash when EndsItsJob(finding.Subject) => new CounterEvidence(
                    CounterEvidence.Unspecific,
                    "Its Job says by a policy what the exit code means."
                ),
                Causes.InvalidCommand when finding.Reason == ContainerStates.Completed => new CounterEvidence(
                    CounterEvidence.Unspecific,
                    "A process also ends by itself when it finds that it cannot do its work."
                ),
                _ => CounterEvidence.None,
            },
        };

    /// <summary>
    /// Whether a Pod is one of several of its node that were killed while the node had no memory left.
    /// </summary>
    private static bool LackedMemory(Episode killed)
    {
        if (killed.Subject.Kind != "Pod" || WorkloadLookup.NodeOf(killed.Subject) is not { } node)
            return false;
        if (
            !node.Candidates.Exists(candidate =>
                candidate.Reason == CauseTaxonomy.SystemOom && (candidate.Time - killed.Onset).Duration() < AtOnce
            )
        )
            return false;
        return node.Incoming.Any(edge =>
            edge.Type == EdgeType.RunsOn
            && edge.From != killed.Subject
            && (edge.From.ActiveFindings.Exists(IsOfThese) || edge.From.Candidates.Exists(IsOfThese))
        );

        bool IsOfThese(Episode other) =>
            other.Assessment.Cause == Causes.OomKilled && (other.Onset - killed.Onset).Duration() < AtOnce;
    }

    /// <summary>Whether a Pod's Job has failed by its policy for failures of Pods.</summary>
    private static bool EndsItsJob(ResourceState pod)
    {
        foreach (var edge in pod.Incoming)
            if (
                edge is { Type: EdgeType.Controls, From.Kind: "Job" }
                && edge.From.ActiveFindings.Exists(finding => finding.Reason == "PodFailurePolicy")
            )
                return true;
        return false;
    }

    /// <summary>What shows that the cluster has overcome what an event said; null where nothing does.</summary>
    private static string? Overcome(Episode cause, string id, ClusterTopology topology) =>
        IsThereNow(cause, id, topology) ? "What was missing has been seen since."
        : IsGone(cause.Subject, topology) && !IsOfJob(cause.Subject, topology)
            ? "The Pod is no more; others of its workload need not have the same."
        : KeepsPodsAway(CauseClasses.FamilyOf(id)) && RunsSince(cause, topology)
            ? "All Pods of the workload have been seen ready since."
        : StartUp.IsOverFor(cause, topology) ? "Its Pod became ready after that, and has not said it again."
        : null;

    /// <summary>
    /// Whether a Pod is no more, or never was but in an event: what was wrong with it others of its workload need not
    /// have.
    /// </summary>
    private static bool IsGone(ResourceState subject, ClusterTopology topology) =>
        subject is { Kind: "Pod", Exists: false }
        && (
            subject.DeletedAt is not null
            || topology.IsComplete(subject.Cluster, new KindScope("Pod", subject.Namespace, subject.Name))
        );

    // A Job that has failed deletes its Pods; what they said last is why it failed.
    private static bool IsOfJob(ResourceState pod, ClusterTopology topology) =>
        topology.WorkloadOf(pod).Kind is "Job" or "CronJob";

    /// <summary>Whether what a message says was missing has been seen since.</summary>
    private static bool IsThereNow(Episode cause, string id, ClusterTopology topology)
    {
        if (!Named.TryGetValue(id, out var named))
            return false;
        var start = cause.Message.IndexOf(named.Before, StringComparison.OrdinalIgnoreCase) + named.Before.Length;
        var end = start < named.Before.Length ? -1 : cause.Message.IndexOf('"', start);
        return end > start
            && topology.Find(cause.Subject.Cluster, named.Kind, cause.Subject.Namespace, cause.Message[start..end])
                is { Exists: true } there
            && there.ObservedAt > cause.Time
            && there.Object?.At("metadata", "deletionTimestamp").IsPresent() != true;
    }

    /// <summary>Whether a slow service waits for one that is slow or busy as well, or is busy itself.</summary>
    private static bool IsSlowByAnother(ResourceState service, ClusterTopology topology)
    {
        if (HasCandidate(service, Causes.CpuOverload))
            return true;
        var slow = WorkloadLookup.Behind(service, topology);
        return CallGraph
            .Callees(slow, topology)
            .Distinct()
            .Any(callee =>
                LoadEffects.IsSlow(callee, topology)
                || LoadEffects.IsBusy(callee, topology) && !LoadEffects.IsUnfelt(callee, topology, slow)
            );
    }

    /// <summary>
    /// Whether a workload that calls the one behind an object is in error, or none is known to call it.
    /// </summary>
    private static bool IsFelt(ResourceState subject, ClusterTopology topology)
    {
        var workload = WorkloadLookup.Behind(subject, topology);
        var callers = CallGraph.DirectCallers(workload).Where(caller => caller != workload).ToList();
        return callers.Count == 0
            || callers.Exists(caller =>
                caller.Errors.Count > 0 || CallGraph.PodsOf(caller).Any(pod => pod.Errors.Count > 0)
            );
    }

    /// <summary>Whether a workload that the one behind an object calls reports errors of its own.</summary>
    private static bool FailsBelow(ResourceState subject, ClusterTopology topology)
    {
        var workload = WorkloadLookup.Behind(subject, topology);
        return CallGraph
            .DirectCallees(workload)
            .Any(callee =>
                callee != workload && CallGraph.PodsOf(callee).Any(pod => HasCandidate(pod, Causes.ApplicationError))
            );
    }

    private static bool HasCandidate(ResourceState subject, string cause) =>
        subject.Candidates.Exists(candidate => candidate.Assessment.Cause == cause);

    /// <summary>Whether a workload still is as it was created: what its Deployment did then is no change.</summary>
    private static bool IsUnchanged(ResourceState workload) =>
        workload.Object is { } item && item.At("metadata").Number("generation") == 1;

    /// <summary>Whether a CronJob's Jobs are refused.</summary>
    private static bool IsHindered(ResourceState job) =>
        job.Candidates.Exists(candidate => candidate is { Reason: "FailedCreate", Assessment.Role: CauseRole.Origin });

    /// <summary>Whether a Pod waits for a node that is in trouble or gone.</summary>
    private static bool WaitsForANode(ResourceState subject) =>
        subject.Kind == "Pod"
        && subject.ActiveFindings.Exists(finding =>
            finding.Assessment.Cause is { } seen && CauseClasses.FamilyOf(seen) == CauseFamily.Node
        );

    /// <summary>
    /// Whether the objects show another reason of the same family than the one that a message gave away.
    /// </summary>
    private static bool IsSeenOtherwise(Episode cause, string id) =>
        cause.Subject.ActiveFindings.Exists(finding =>
            finding.Assessment.Cause is { } seen
            && seen != id
            && CauseClasses.FamilyOf(seen) == CauseClasses.FamilyOf(id)
        );

    private static bool RunsSince(Episode cause, ClusterTopology topology)
    {
        var workload = topology.WorkloadOf(cause.Subject);
        return workload.Kind is "Deployment" or "StatefulSet" or "DaemonSet"
            && workload.Exists
            && workload.ObservedAt > cause.Time
            && workload.Object is { } item
            && Readiness.OfWorkload(item);
    }

    private static bool KeepsPodsAway(CauseFamily family) =>
        family
            is CauseFamily.Image
                or CauseFamily.Scheduling
                or CauseFamily.Quota
                or CauseFamily.Admission
                or CauseFamily.Reference
                or CauseFamily.Storage;
}
