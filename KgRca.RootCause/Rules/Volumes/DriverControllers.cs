using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Rules.Workloads;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Volumes;

/// <summary>
/// Controllers of storage drivers that make no volume for anybody: the cloud refuses their credentials, or claims of
/// several workloads fail alike. Not the claims are wrong then.
/// </summary>
internal static class DriverControllers
{
    /// <summary>Of a controller that makes no volumes.</summary>
    public const string Reason = "NoVolumes";

    /// <summary>The reason of the event that a claim gets no volume.</summary>
    public const string Failed = "ProvisioningFailed";

    private const int SeveralClasses = 2;

    private static readonly string[] Annotations =
    [
        "volume.kubernetes.io/storage-provisioner",
        "volume.beta.kubernetes.io/storage-provisioner",
    ];

    private static readonly string[] Refused =
    [
        "AccessDenied",
        "UnauthorizedOperation",
        "not authorized",
        "Unauthorized",
        "Unauthenticated",
        "AuthFailure",
        "AuthorizationFailed",
        "InvalidClientTokenId",
        "ExpiredToken",
        "failed to retrieve credentials",
        "no valid credential",
        "could not find default credentials",
        "PermissionDenied",
        "permission denied",
        "Forbidden",
        "status code: 403",
        "authentication failed",
        "invalid credentials",
        "Cannot complete login",
    ];

    public static void Inspect(
        ClusterTopology topology,
        ResourceState controller,
        JsonElement item,
        List<Finding> findings
    )
    {
        if (!IsController(item))
            return;
        var claims = WaitingClaims(topology, controller);
        if (claims.Count == 0 || FailureOf(topology, controller, claims) is not { } failure)
            return;
        findings.Add(
            Finding.Origin(
                Causes.Provisioning,
                Severity.Error,
                Reason,
                $"{controller.Kind} {controller.Name} cannot create a volume for {Text(claims)}: {failure.Message}",
                controller,
                failure.Onset,
                Evidence.Of(failure.Subject, failure.IsFromLog ? "log" : failure.Reason, failure.Message),
                Evidence.Of(claims[0], claims[0].Object, "status", "phase")
            )
        );
    }

    /// <summary>The controllers that an event may speak of: about a claim, or about a Pod of theirs.</summary>
    public static IEnumerable<ResourceState> Witnessed(ClusterTopology topology, Episode episode) =>
        episode.Reason == Failed ? Of(topology, episode.Subject)
        : episode.Severity >= Severity.Warning
        && episode.Subject.Kind == "Pod"
        && topology.WorkloadOf(episode.Subject) is { Object: { } item } workload
        && IsController(item)
            ? [workload]
        : [];

    /// <summary>The controllers of the driver that a claim is left to.</summary>
    public static IEnumerable<ResourceState> Of(ClusterTopology topology, ResourceState claim)
    {
        if (DriverOf(topology, claim) is not { } driver)
            return [];
        return ((string[])["Deployment", "StatefulSet", "DaemonSet"])
            .SelectMany(kind => topology.OfKind(claim.Cluster, kind, null))
            .Where(workload =>
                workload.Object is { } item && IsController(item) && NameTokens.Shared(driver, workload) > 0
            );
    }

    /// <summary>
    /// The controller that fails for every claim, or does not run at all; null where a claim's failure is its own.
    /// </summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology)
    {
        if (
            cause is not (Causes.Provisioning or Causes.ClaimUnbound)
            || ClaimOf(failure.Subject, topology) is not { } claim
        )
            return null;
        foreach (var controller in Of(topology, claim))
        {
            if (controller.ActiveFindings.Exists(finding => finding.Reason == Reason))
                return new Responsible(
                    controller,
                    Causes.Provisioning,
                    $"{controller.Kind} {controller.Name} makes no volume for any claim."
                );
            if (WorkloadTrouble.Of(controller) is var (own, text))
                return new Responsible(
                    controller,
                    own ?? Causes.Provisioning,
                    $"{controller.Kind} {controller.Name} makes the volumes of driver {DriverOf(topology, claim)}, and {text}."
                );
        }
        return null;
    }

    private static ResourceState? ClaimOf(ResourceState subject, ClusterTopology topology)
    {
        if (subject.Kind == "PersistentVolumeClaim")
            return subject;
        foreach (var volume in (subject.Object ?? default(JsonElement)).At("spec").Items("volumes"))
            if (
                volume.At("persistentVolumeClaim").Text("claimName") is { } name
                && topology.Find(subject.Cluster, "PersistentVolumeClaim", subject.Namespace, name)
                    is { Object: { } item } claim
                && VolumeClaims.IsWaiting(item)
            )
                return claim;
        return null;
    }

    private static bool IsController(JsonElement item) => HasSidecar(item, "provisioner");

    /// <summary>Whether a workload runs a sidecar of storage drivers, by its container's or image's name.</summary>
    public static bool HasSidecar(JsonElement item, string name) =>
        item.At("spec", "template", "spec")
            .Items("containers")
            .Any(container =>
                container.Text("name")?.Contains(name, StringComparison.OrdinalIgnoreCase) == true
                || container.Text("image")?.Contains(name, StringComparison.OrdinalIgnoreCase) == true
            );

    /// <summary>The claims that wait for a controller's driver, in order of their names.</summary>
    private static List<ResourceState> WaitingClaims(ClusterTopology topology, ResourceState controller) =>
        [
            .. topology
                .OfKind(controller.Cluster, "PersistentVolumeClaim", null)
                .Where(claim =>
                    claim.Object is { } item
                    && VolumeClaims.IsWaiting(item)
                    && DriverOf(topology, claim) is { } driver
                    && NameTokens.Shared(driver, controller) > 0
                ),
        ];

    /// <summary>
    /// What shows that the controller fails, not a claim: what is said of the claims, or where nothing is, what the
    /// controller says itself.
    /// </summary>
    private static Episode? FailureOf(ClusterTopology topology, ResourceState controller, List<ResourceState> claims)
    {
        var failures = claims.Select(LastFailure).OfType<Episode>().ToList();
        if (failures.Count == 0)
            return OwnFailure(topology, controller);
        return IsTheControllers(failures) ? failures.MinBy(failure => failure.Onset) : null;
    }

    private static Episode? LastFailure(ResourceState claim)
    {
        for (var i = claim.Candidates.Count - 1; i >= 0; i--)
            if (claim.Candidates[i].Reason == Failed)
                return claim.Candidates[i];
        return null;
    }

    private static Episode? OwnFailure(ClusterTopology topology, ResourceState controller)
    {
        foreach (var pod in CallGraph.PodsOf(controller))
            for (var i = pod.Errors.IndexAtOrAfter(topology.Now - EngineHorizon.Window); i < pod.Errors.Count; i++)
                if (!pod.Errors[i].IsFromLog || IsRefused(pod.Errors[i]))
                    return pod.Errors[i];
        return null;
    }

    private static bool IsTheControllers(List<Episode> failures) =>
        failures.Exists(IsRefused)
        || failures.TrueForAll(failure => SharedFailure.AreAlike(failure.Message, failures[0].Message))
            && failures.Select(failure => ClassOf(failure.Subject)).Distinct().Count() >= SeveralClasses;

    private static bool IsRefused(Episode failure) =>
        Array.Exists(Refused, text => failure.Message.Contains(text, StringComparison.OrdinalIgnoreCase));

    private static string Text(List<ResourceState> claims)
    {
        var names = claims.Select(claim => $"{claim.Namespace}/{claim.Name}").ToList();
        return names.Count == 1 ? $"PVC {names[0]}" : $"{names.Count} PVCs ({string.Join(", ", names.Take(3))})";
    }

    private static string? ClassOf(ResourceState claim) => claim.Object?.At("spec").Text("storageClassName");

    /// <summary>The driver that a claim is left to; null where it is left to none.</summary>
    public static string? DriverOf(ClusterTopology topology, ResourceState claim)
    {
        if (claim.Object is not { } item)
            return null;
        foreach (var annotation in Annotations)
            if (item.At("metadata", "annotations").Text(annotation) is { } driver)
                return driver;
        return item.At("spec").Text("storageClassName") is { } name
            ? topology.Find(claim.Cluster, "StorageClass", "", name)?.Object?.Text("provisioner")
            : null;
    }
}
