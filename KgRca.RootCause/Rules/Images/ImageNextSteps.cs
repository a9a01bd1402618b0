using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.References;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Images;

/// <summary>Which image of which container to correct, and what ran before.</summary>
internal static class ImageNextSteps
{
    public static string? Of(Remedy remedy)
    {
        if (remedy.Cause == Causes.MissingPullSecret)
            return ReferenceNextSteps.Of(remedy);
        if (remedy.Workload is not { } workload || remedy.Container.Text("name") is not { } container)
            return null;
        var image = remedy.Container.Text("image");
        var field = $"image of container {container} in {NextSteps.Name(workload)} (now {image})";
        return remedy.Cause switch
        {
            Causes.IncorrectImage => $"Fix {field}{Before(remedy, workload, container, image)}",
            Causes.RegistryDns => $"Check the host in the {field}; if it is right, check the node's DNS: "
                + $"{NextSteps.Command("edit", workload)}.",
            _ => null,
        };
    }

    private static string Before(Remedy remedy, ObjectReference workload, string container, string? image)
    {
        var previous = PreviousImage(remedy, workload, container, image);
        return previous is null
            ? $": {NextSteps.Command("edit", workload)}."
            : $"; before the last rollout it ran {previous}: {NextSteps.Command("rollout undo", workload)}.";
    }

    private static string? PreviousImage(Remedy remedy, ObjectReference workload, string container, string? image)
    {
        var state = remedy.Topology.Find(remedy.Cluster, workload.Kind, workload.Namespace ?? "", workload.Name);
        return state
            ?.Outgoing.Where(edge => edge is { Type: EdgeType.Controls, To: { Kind: "ReplicaSet", Exists: true } })
            .Select(edge => edge.To)
            .OrderByDescending(set => set.CreatedAt)
            .Select(set => ImageOf(set, container))
            .FirstOrDefault(previous => previous is not null && previous != image);
    }

    private static string? ImageOf(ResourceState set, string container) =>
        set
            .Object?.At("spec", "template", "spec")
            .Items("containers")
            .Where(item => item.Text("name") == container)
            .Select(item => item.Text("image"))
            .FirstOrDefault();
}
