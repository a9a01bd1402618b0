using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Admission;

/// <summary>
/// LimitRanges whose defaults are what a Pod is refused or killed for: the workload's template does not say what the
/// failure is about, and the API server has filled it in.
/// </summary>
internal static class DefaultedLimits
{
    /// <summary>The LimitRange; null where the workload itself says what it is refused or killed for.</summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology)
    {
        var resource = cause switch
        {
            Causes.OomKilled or Causes.MemoryQuota => "memory",
            Causes.CpuQuota => "cpu",
            Causes.InvalidTemplate or Causes.LimitRange => ResourceIn(failure.Message),
            _ => null,
        };
        if (resource is null)
            return null;
        var workload = topology.WorkloadOf(failure.Subject);
        var containers = TemplateOf(workload).Items("containers").ToList();
        if (containers.Count == 0)
            return null;
        var isOfLimit = cause == Causes.OomKilled || !IsOfRequest(failure.Message);
        foreach (var range in topology.OfKind(workload.Cluster, "LimitRange", workload.Namespace))
        foreach (var limit in (range.Object?.At("spec").Items("limits") ?? default).ToList())
        {
            if (limit.Text("type") != "Container")
                continue;
            var (member, value) = Default(limit, resource, isOfLimit);
            if (
                value is null
                || !containers.Exists(container => IsSilent(container, resource, isOfLimit))
                || cause == Causes.InvalidTemplate && !failure.Message.Contains(value, StringComparison.Ordinal)
                || cause == Causes.LimitRange
                    && !failure.Message.Contains($"but limit is {value}", StringComparison.Ordinal)
                    && !failure.Message.Contains($"but request is {value}", StringComparison.Ordinal)
                || cause == Causes.OomKilled && !IsLimitOf(failure.Subject, value)
            )
                continue;
            return new Responsible(
                range,
                Causes.LimitRangeDefault,
                $"{workload.Kind} {workload.Name} does not set its {resource} {(isOfLimit ? "limit" : "request")}; LimitRange {range.Name} sets it to {value}."
            )
            {
                NextStep =
                    $"Set resources of {NextSteps.Name(workload.Reference)} for {resource}, or raise spec.limits[].{member}.{resource} of LimitRange {range.Namespace}/{range.Name} (now {value}): `kubectl -n {range.Namespace} edit limitrange/{range.Name}`.",
            };
        }
        return null;
    }

    private static JsonElement TemplateOf(ResourceState workload)
    {
        var item = workload.Object ?? default;
        return workload.Kind == "CronJob"
            ? item.At("spec", "jobTemplate", "spec").At("template", "spec")
            : item.At("spec", "template", "spec");
    }

    private static string? ResourceIn(string message) =>
        message.Contains("memory", StringComparison.OrdinalIgnoreCase) ? "memory"
        : message.Contains("cpu", StringComparison.OrdinalIgnoreCase) ? "cpu"
        : null;

    private static bool IsOfRequest(string message) =>
        message.Contains("requested: requests.", StringComparison.Ordinal);

    // A request that is not set is that of the limit.
    private static (string Member, string? Value) Default(JsonElement limit, string resource, bool isOfLimit) =>
        !isOfLimit && limit.At("defaultRequest").Text(resource) is { } request ? ("defaultRequest", request)
        : limit.At("default").Text(resource) is { } value ? ("default", value)
        : ("default", limit.At("max").Text(resource));

    private static bool IsSilent(JsonElement container, string resource, bool isOfLimit) =>
        !container.At("resources", "limits").At(resource).IsPresent()
        && (isOfLimit || !container.At("resources", "requests").At(resource).IsPresent());

    private static bool IsLimitOf(ResourceState pod, string value) =>
        pod.Kind != "Pod"
        || (pod.Object?.At("spec").Items("containers") ?? default).Any(container =>
            container.At("resources", "limits").Text("memory") == value
        );
}
