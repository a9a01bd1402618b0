using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.CustomResources;

/// <summary>
/// Custom resources whose controller says in their status that they are not as they should be: a condition that is good
/// while it is true and is false, or bad and true; or that have not followed a change of them. What is still in
/// progress explains others, but is no failure yet.
/// </summary>
internal static class CustomConditions
{
    private static readonly string[] Good =
    [
        "Ready",
        "Synced",
        "Available",
        "Reconciled",
        "Healthy",
        "Programmed",
        "Accepted",
        "Established",
        "Valid",
        "ResolvedRefs",
    ];

    private static readonly string[] Bad = ["Stalled", "Degraded", "Failed", "Failure", "Error", "InvalidSpec"];

    // Conditions that are true while a controller works on it.
    private static readonly string[] Working = ["Issuing", "Reconciling", "Progressing", "Updating", "Upgrading"];

    private static readonly string[] WorkingReasons =
    [
        "Progressing",
        "Pending",
        "Creating",
        "Provisioning",
        "Reconciling",
        "InProgress",
        "Issuing",
        "Waiting",
        "Initializing",
        "DependencyNotReady",
    ];

    public static void Inspect(ResourceState resource, JsonElement item, List<Finding> findings)
    {
        if (item.At("metadata", "deletionTimestamp").IsPresent() || item.At("spec").Flag("suspend") == true)
            return;
        var status = item.At("status");
        if (resource.Kind == "Rollout")
            ArgoStatus.InspectRollout(resource, status, findings);
        else if (resource.Kind == "Application" && ArgoStatus.InspectApplication(resource, status) is { } broken)
            findings.Add(broken);
        else if (Worst(status) is { ValueKind: JsonValueKind.Object } condition)
            findings.Add(Of(resource, status, condition));
        else if (CustomPhases.Failed(resource, item, status) is { } failed)
            findings.Add(failed);
        else if (CustomPhases.Detail(resource, item, status) is { } detail)
            findings.Add(detail);
        else if (NotFollowed(resource, item, status) is { } behind)
            findings.Add(behind);
    }

    // While a controller works on a change, it says so, or that it does not know yet; but some say nothing before they
    // are done, be it in half an hour. So it is a risk, and no error.
    private static Finding? NotFollowed(ResourceState resource, JsonElement item, JsonElement status)
    {
        if (
            status.Number("observedGeneration") is not (> 0 and var seen)
            || item.At("metadata").Number("generation") is not { } generation
            || seen >= generation
            || item.At("spec").Flag("paused") == true
            || status
                .Items("conditions")
                .Any(condition => condition.Text("status") == "Unknown" || IsWorking(condition))
        )
            return null;
        return new Finding(
            ClassOf(resource.Kind),
            CauseRole.Latent,
            Severity.Warning,
            "ChangeNotFollowed",
            $"{resource.Kind} {resource.Name} was changed, but its controller has not reconciled it: it observed "
                + $"generation {seen} of {generation}.",
            resource,
            resource.ObservedAt ?? default,
            Evidence.Of(resource, item, "metadata", "generation"),
            Evidence.Of(resource, item, "status", "observedGeneration")
        );
    }

    private static bool IsWorking(JsonElement condition) =>
        condition.Text("status") == "True" && Array.IndexOf(Working, condition.Text("type")) >= 0;

    /// <summary>
    /// The condition that says that something is wrong; of several the one that stands first in <see cref="Good"/>,
    /// then the bad ones.
    /// </summary>
    public static JsonElement Worst(JsonElement status)
    {
        foreach (var type in Good)
        foreach (var condition in status.Items("conditions"))
            if (condition.Text("type") == type && condition.Text("status") == "False")
                return condition;
        // A controller that does not know any more may say why besides.
        foreach (var condition in status.Items("conditions"))
            if (
                condition.Text("status") == "Unknown"
                && Array.IndexOf(Good, condition.Text("type")) >= 0
                && CustomPhases.SaysFailed(condition.Text("reason"))
            )
                return condition;
        foreach (var condition in status.Items("conditions"))
            if (
                condition.Text("type") is { } type
                && IsBad(type)
                && condition.Text("status") is "True" or null
                && condition.Text("message") is not null
            )
                return condition;
        return default;
    }

    // Argo CD's have no status: that they are there is bad.
    private static bool IsBad(string type) =>
        Array.IndexOf(Bad, type) >= 0 || type.EndsWith("Error", StringComparison.Ordinal);

    public static Finding Of(ResourceState resource, JsonElement status, JsonElement condition)
    {
        var (type, value, reason) = (
            condition.Text("type") ?? "",
            condition.Text("status") ?? "there",
            condition.Text("reason")
        );
        var isWorking =
            reason is not null
                && Array.Exists(WorkingReasons, reason.Contains)
                && !reason.Contains("Fail", StringComparison.Ordinal)
            || status.Items("conditions").Any(IsWorking);
        return Finding.Origin(
            ClassOf(resource.Kind),
            isWorking ? Severity.Warning : Severity.Error,
            "CustomResourceNotReady",
            $"{resource.Kind} {resource.Name}: {type} is {value}{(reason is null ? "" : $", {reason}")}: "
                + $"{condition.Text("message") ?? "no message"}",
            resource,
            condition.Time("lastTransitionTime"),
            Evidence.OfCondition(resource, condition)
        );
    }

    /// <summary>The cause for a resource of a kind that fails.</summary>
    public static string ClassOf(string kind) =>
        Array.IndexOf(CauseKinds.Certificate, kind) >= 0 ? Causes.CertificateNotIssued
        : Array.IndexOf(CauseKinds.ExternalSecret, kind) >= 0 ? Causes.ExternalSecret
        : Array.IndexOf(CauseKinds.GitOps, kind) >= 0 ? Causes.GitOps
        : Causes.CustomResource;
}
