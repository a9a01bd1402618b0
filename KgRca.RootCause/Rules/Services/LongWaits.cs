using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Services;

/// <summary>
/// Services that have waited too long for what somebody else gives them: one of type <c>LoadBalancer</c> for its
/// address, one without a selector for its endpoints. Nothing is reported of either, not even an event; so time alone
/// tells the one that is forgotten from the one that is served soon.
/// </summary>
internal static class LongWaits
{
    /// <summary>
    /// How long a Service waits before that is wrong: clouds take a minute or two to make a load balancer.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static void Inspect(
        ClusterTopology topology,
        ResourceState service,
        JsonElement item,
        List<Finding> findings
    )
    {
        if (Awaited(topology, service, item) is not var (cause, text, evidence))
            return;
        // An agent that lists all anew brings the Service as of now: what has held before still does.
        if (
            !service.ActiveFindings.Exists(active => active.Assessment.Cause == cause)
            && !(topology.Now - service.ObservedAt >= Patience)
        )
            return;
        // Where nothing makes load balancers, one that waits for an address does so for good, and breaks nothing within
        // the cluster.
        findings.Add(
            new Finding(
                cause,
                cause == Causes.LoadBalancer ? CauseRole.Latent : CauseRole.Origin,
                Severity.Warning,
                "WaitedTooLong",
                $"Service {service.Name} {text}.",
                service,
                service.ObservedAt ?? default,
                evidence
            )
            {
                AbsentFrom =
                    cause == Causes.ServiceEndpoints ? [new KindScope("EndpointSlice", service.Namespace)] : [],
            }
        );
    }

    /// <summary>
    /// When a Service has waited too long, unless it gets what it waits for or changes; null where it waits for
    /// nothing.
    /// </summary>
    public static DateTimeOffset? Deadline(ClusterTopology topology, ResourceState service) =>
        service.Kind == "Service"
        && service.Object is { } item
        && service.ObservedAt + Patience is { } end
        && end > topology.Now
        && Awaited(topology, service, item) is not null
            ? end
            : null;

    private static (string Cause, string Text, Evidence[] Evidence)? Awaited(
        ClusterTopology topology,
        ResourceState service,
        JsonElement item
    )
    {
        var spec = item.At("spec");
        if (item.At("metadata", "deletionTimestamp").IsPresent())
            return null;
        if (
            spec.Text("type") == "LoadBalancer"
            && !spec.Items("externalIPs").Any()
            && !item.At("status", "loadBalancer").Items("ingress").Any()
        )
            return (
                Causes.LoadBalancer,
                "is of type LoadBalancer and has had no external address for two minutes; the cluster may have no "
                    + "load balancer controller",
                [Evidence.Of(service, item, "spec", "type"), Evidence.Of(service, item, "status", "loadBalancer")]
            );
        // Of one without an address of its own, other things may be kept in its Endpoints than addresses.
        if (
            spec.Text("type") == "ExternalName"
            || spec.Members("selector").Any()
            || spec.Text("clusterIP") is null or "None"
            || !ServiceEndpoints.HasNone(topology, service)
        )
            return null;
        return (
            Causes.ServiceEndpoints,
            "has no selector, and its EndpointSlices have no endpoints",
            [Evidence.Of(service, item, "spec", "selector"), Evidence.Of(service, "EndpointSlice", null)]
        );
    }
}
