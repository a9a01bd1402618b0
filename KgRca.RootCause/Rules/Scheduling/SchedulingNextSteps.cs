using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Rules.Scheduling;

/// <summary>What to change so that a node takes the Pod.</summary>
internal static class SchedulingNextSteps
{
    public static string? Of(Remedy remedy)
    {
        if (remedy is { Cause: Causes.NodeCordon, Target: { Kind: "Node", Name: var node } })
            return $"Uncordon Node {node}: `kubectl uncordon {node}`.";
        if (remedy.Workload is not { } workload || !remedy.PodSpec.IsPresent())
            return null;
        var (spec, owner, edit) = (remedy.PodSpec, NextSteps.Name(workload), NextSteps.Command("edit", workload));
        return remedy.Cause switch
        {
            Causes.NodeSelector when spec.Members("nodeSelector").Any() =>
                $"Fix nodeSelector of {owner} (now {Labels.Text(spec, "nodeSelector")}, which no node "
                    + "has), or label "
                    + $"a node to match: {edit}.",
            Causes.NodeAffinity => $"Fix the required nodeAffinity of {owner} "
                + $"(now {NodeAffinity.Text(Required(remedy))}), or label a node to match: {edit}.",
            Causes.Taint =>
                $"Add a toleration for {TaintsOf(remedy)} to {owner}, or remove the taint from the node: {edit}.",
            Causes.CpuCapacity => Requests(remedy, "cpu"),
            Causes.MemoryCapacity => Requests(remedy, "memory"),
            _ => null,
        };
    }

    private static System.Text.Json.JsonElement Required(Remedy remedy) =>
        remedy.PodSpec.At("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");

    private static string Requests(Remedy remedy, string resource)
    {
        var requests = remedy
            .PodSpec.Items("containers")
            .Select(container =>
                (Name: container.Text("name"), Amount: container.At("resources", "requests").At(resource))
            )
            .Where(request => request.Amount.IsPresent())
            .Select(request => $"{request.Name} {request.Amount.Text() ?? request.Amount.GetRawText()}");
        var largest = remedy
            .Topology.OfKind(remedy.Cluster, "Node", null)
            .Select(node => node.Object?.At("status", "allocatable").Text(resource))
            .OfType<string>()
            .OrderByDescending(amount => Quantity.Of(amount) ?? 0)
            .FirstOrDefault();
        var limit = largest is null ? "" : $"; the largest node has {largest} in total";
        return $"Lower requests.{resource} of {NextSteps.Name(remedy.Workload!)} (now "
            + $"{string.Join(", ", requests)}{limit}), "
            + $"or add a node: {NextSteps.Command("edit", remedy.Workload!)}.";
    }

    private static string TaintsOf(Remedy remedy)
    {
        var taints = remedy
            .Topology.OfKind(remedy.Cluster, "Node", null)
            .SelectMany(node => node.Object?.At("spec").Items("taints") ?? default)
            .Where(taint => taint.Text("key")?.StartsWith("node-role.kubernetes.io/", StringComparison.Ordinal) != true)
            .Select(taint => $"{taint.Text("key")}={taint.Text("value")}:{taint.Text("effect")}")
            .Distinct()
            .Take(3)
            .ToList();
        return taints.Count == 0 ? "the node's taint" : string.Join(" or ", taints);
    }
}
