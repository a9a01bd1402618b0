using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>What a next step is made from.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Evidence">The episode that it was read from.</param>
/// <param name="Target">The object to change.</param>
/// <param name="Workload">The workload that suffers; null where none is known.</param>
/// <param name="Topology">All objects.</param>
internal sealed record Remedy(
    string Cause,
    Episode Evidence,
    ObjectReference Target,
    ObjectReference? Workload,
    ClusterTopology Topology
)
{
    public string Cluster => Evidence.Subject.Cluster;

    public string Message => Evidence.Message;

    /// <summary>The target's state; one of kind Undefined where it is not known.</summary>
    public JsonElement TargetState => StateOf(Target);

    /// <summary>The workload's state; one of kind Undefined where it is not known.</summary>
    public JsonElement WorkloadState => Workload is null ? default : StateOf(Workload);

    /// <summary>The spec of the workload's Pods; one of kind Undefined where it is not known.</summary>
    public JsonElement PodSpec => PodSpecOf(WorkloadState);

    /// <summary>The namespace of what is wrong; empty for what has none.</summary>
    public string Namespace => Target.Namespace ?? Workload?.Namespace ?? "";

    /// <summary>The container that the report names, else the first of the Pod.</summary>
    public JsonElement Container
    {
        get
        {
            var containers = PodSpec.Items("containers").Concat(PodSpec.Items("initContainers")).ToList();
            var named = containers.FindIndex(container =>
                container.Text("name") is { } name
                && (
                    name == Evidence.Container
                    || Message.Contains($"container {name}", StringComparison.Ordinal)
                    || Message.Contains($"\"{name}\"", StringComparison.Ordinal)
                )
            );
            return named >= 0 ? containers[named]
                : containers.Count > 0 ? containers[0]
                : default;
        }
    }

    /// <summary>An object of the target's namespace.</summary>
    public ResourceState? Find(string kind, string name) => Topology.Find(Cluster, kind, Namespace, name);

    /// <summary>The names of the objects of a kind that exist, for people, at most five.</summary>
    public string Existing(string kind, string? @namespace)
    {
        var names = Topology.OfKind(Cluster, kind, @namespace).Select(item => item.Name).Take(6).ToList();
        return names.Count > 5 ? $"{string.Join(", ", names.Take(5))}, …" : string.Join(", ", names);
    }

    private static JsonElement PodSpecOf(JsonElement state) =>
        state.Text("kind") switch
        {
            "Pod" => state.At("spec"),
            "CronJob" => state.At("spec", "jobTemplate", "spec").At("template", "spec"),
            _ => state.At("spec", "template", "spec"),
        };

    private JsonElement StateOf(ObjectReference item) =>
        Topology.Find(Cluster, item.Kind, item.Namespace ?? "", item.Name)?.Object ?? default;
}
