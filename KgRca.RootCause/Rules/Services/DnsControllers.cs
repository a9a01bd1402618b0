using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Services;

/// <summary>
/// Controllers that write the records of DNS zones outside of the cluster, such as external-dns: where names of a zone
/// are not found any more after one was changed, it may have deleted them.
/// </summary>
internal static class DnsControllers
{
    private const string Filter = "domain-filter=";

    private static readonly NamePattern Names = new(
        "Deployment",
        "external-dns",
        "externaldns",
        "dns-controller",
        "octodns"
    );

    /// <summary>The changed controller of a name that is not found; null where there is none.</summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology)
    {
        if (cause != Causes.ServiceAddress || !failure.IsFromLog)
            return null;
        if (OutsideHosts.In(failure.Message, failure.Subject, topology) is not { } host)
            return null;
        foreach (var controller in topology.Named(failure.Subject.Cluster, Names))
            if (
                IsFor(controller, host)
                && ChangeOf(controller, failure.Onset, topology) is { Assessment.Cause: { } changed } change
            )
                return new Responsible(
                    controller,
                    changed,
                    $"{controller.Kind} {controller.Name} writes the DNS records of {host}'s zone, and was changed before: {change.Message}"
                )
                {
                    IsShown = false,
                    NextStep =
                        $"Check in the log of {NextSteps.Name(controller.Reference)} whether it deleted {host} ({NextSteps.Command("logs", controller.Reference)}); undo its change: {NextSteps.Command("rollout undo", controller.Reference)}.",
                };
        return null;
    }

    // A rollout scales as well.
    private static Episode? ChangeOf(ResourceState controller, DateTimeOffset time, ClusterTopology topology) =>
        controller.Candidates.Find(change =>
            change.Assessment.Cause == Causes.Rollout && BoundChanges.MayBreak(change, time)
        ) ?? BoundChanges.Before(controller, time, topology);

    // One without a filter writes all zones that its credentials allow.
    private static bool IsFor(ResourceState controller, string host)
    {
        if (controller.Object is not { } item)
            return false;
        var zones = item.At("spec", "template", "spec")
            .Items("containers")
            .SelectMany(container => container.Items("args").Concat(container.Items("command")))
            .Select(argument => argument.Text() ?? "")
            .Where(text => text.Contains(Filter, StringComparison.Ordinal))
            .Select(text => text[(text.IndexOf(Filter, StringComparison.Ordinal) + Filter.Length)..].TrimStart('.'))
            .ToList();
        return zones.Count == 0
            || zones.Exists(zone => host == zone || host.EndsWith($".{zone}", StringComparison.OrdinalIgnoreCase));
    }
}
