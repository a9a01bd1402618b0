using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Workloads;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Admission;

/// <summary>
/// APIs that the API server passes on to a Service and that cannot be had, by the condition in which it says so.
/// Nothing fails by that alone: who asks for them does.
/// </summary>
internal static class ApiServices
{
    private const string Metrics = "metrics.k8s.io";

    public static void Inspect(ResourceState service, JsonElement item, List<Finding> findings)
    {
        if (Trouble(item) is not { } condition)
            return;
        findings.Add(
            Finding.Origin(
                Causes.ApiService,
                Severity.Warning,
                "ApiServiceUnavailable",
                $"APIService {service.Name} is unavailable: {condition.Text("message") ?? condition.Text("reason")}",
                service,
                condition.Time("lastTransitionTime"),
                Evidence.OfCondition(service, condition)
            )
        );
    }

    /// <summary>
    /// Whether autoscalers may read the API: <c>metrics.k8s.io</c>, or its kin for custom and external metrics.
    /// </summary>
    public static bool ServesMetrics(ResourceState service) =>
        service.Name.EndsWith("." + Metrics, StringComparison.Ordinal);

    /// <summary>The APIService that keeps an autoscaler from its metrics.</summary>
    /// <param name="topology">All objects.</param>
    /// <param name="cluster">The autoscaler's.</param>
    /// <param name="reason">Why it says that it does not scale; tells which API it has asked.</param>
    /// <returns>It and its condition; null where that API can be had, or is not known.</returns>
    public static (ResourceState Service, Evidence Evidence)? WithoutMetrics(
        ClusterTopology topology,
        string cluster,
        string? reason
    )
    {
        var group = reason switch
        {
            "FailedGetResourceMetric" or "FailedGetContainerResourceMetric" => Metrics,
            "FailedGetPodsMetric" or "FailedGetObjectMetric" => "custom." + Metrics,
            "FailedGetExternalMetric" => "external." + Metrics,
            _ => null,
        };
        if (group is null)
            return null;
        foreach (var service in topology.OfKind(cluster, "APIService", null))
            if (service.Object is { } item && item.At("spec").Text("group") == group && Trouble(item) is { } condition)
                return (service, Evidence.OfCondition(service, condition));
        return null;
    }

    /// <summary>
    /// The API that an autoscaler, the deletion of a namespace or a release waits for, or the workload that serves it
    /// where that fails; null where none is away.
    /// </summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology)
    {
        var cluster = failure.Subject.Cluster;
        var service = cause switch
        {
            Causes.ApiService when failure.Subject.Kind == "APIService" => failure.Subject,
            Causes.AutoscalerMetrics => (
                ReasonsOf(failure)
                    .Select(reason => WithoutMetrics(topology, cluster, reason))
                    .FirstOrDefault(found => found is not null)
                ?? Away(failure, topology)
            )?.Service,
            Causes.NamespaceStuck or Causes.GitOps => NamedIn(topology, cluster, failure.Message)?.Service,
            _ => null,
        };
        if (service is null)
            return null;
        var reference = service.Object?.At("spec", "service") ?? default;
        if (
            topology.Find(cluster, "Service", reference.Text("namespace") ?? "", reference.Text("name") ?? "")
                is { Exists: true } behind
            && WorkloadLookup.Behind(behind, topology) is { Kind: not "Service" } workload
            && WorkloadTrouble.Of(workload) is var (own, text)
        )
            return new Responsible(
                workload,
                own ?? Causes.ApiService,
                $"{workload.Kind} {workload.Name} serves APIService {service.Name}, and {text}."
            );
        return new Responsible(service, Causes.ApiService, $"APIService {service.Name} is not available.");
    }

    // The event of a condition has its reason; that of a finding is in the condition.
    private static IEnumerable<string?> ReasonsOf(Episode failure) =>
        (failure.Subject.Object?.At("status").Items("conditions") ?? default)
            .Select(condition => condition.Text("reason"))
            .Prepend(failure.Reason);

    // Which API an event asked for is in its text: get pods.metrics.k8s.io.
    private static (ResourceState Service, Evidence Evidence)? Away(Episode failure, ClusterTopology topology)
    {
        foreach (var service in topology.OfKind(failure.Subject.Cluster, "APIService", null))
            if (
                service.Object is { } item
                && Trouble(item) is { } condition
                && item.At("spec").Text("group") is { } group
                && failure.Message.Contains(group, StringComparison.Ordinal)
            )
                return (service, Evidence.OfCondition(service, condition));
        return null;
    }

    /// <summary>
    /// An APIService that is not available and whose group and version, such as <c>metrics.k8s.io/v1beta1</c>, a
    /// message names, and its condition; null where there is none.
    /// </summary>
    public static (ResourceState Service, Evidence Evidence)? NamedIn(
        ClusterTopology topology,
        string cluster,
        string message
    )
    {
        foreach (var service in topology.OfKind(cluster, "APIService", null))
            if (
                service.Object is { } item
                && Trouble(item) is { } condition
                && message.Contains(
                    $" {item.At("spec").Text("group")}/{item.At("spec").Text("version")}:",
                    StringComparison.Ordinal
                )
            )
                return (service, Evidence.OfCondition(service, condition));
        return null;
    }

    private static JsonElement? Trouble(JsonElement item)
    {
        foreach (var condition in item.At("status").Items("conditions"))
            if (condition.Text("type") == "Available" && condition.Text("status") == "False")
                return condition;
        return null;
    }
}
