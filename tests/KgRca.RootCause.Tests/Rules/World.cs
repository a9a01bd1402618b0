using System.Text.Json;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Rules;

/// <summary>A cluster's objects as an agent sees them, all at one moment.</summary>
internal sealed class World
{
    public const string Cluster = "prod";

    /// <summary>When everything is observed.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public ClusterTopology Topology { get; } = new() { Now = Now };

    /// <summary>Adds an object, or brings a new state of it.</summary>
    public ResourceState Add(string json)
    {
        var item = Json(json);
        var metadata = item.At("metadata");
        var kind = item.Text("kind") ?? throw new ArgumentException("The object has no kind.", nameof(json));
        var name = metadata.Text("name") ?? throw new ArgumentException("The object has no name.", nameof(json));
        var resource = Topology.GetOrAdd(new ResourceId(Cluster, kind, metadata.Text("namespace") ?? "", name), out _);
        (resource.Object, resource.ObservedAt, resource.CreatedAt) = (item, Now, metadata.Time("creationTimestamp"));
        Topology.Index(resource);
        return resource;
    }

    public void Join(EdgeType type, ResourceState from, ResourceState to) =>
        Topology.Add(new EdgeState(type, from, to, Now));

    public List<Finding> Inspect(ResourceState resource)
    {
        var findings = new List<Finding>();
        RuleIndex.Inspect(Topology, resource, findings);
        findings.RemoveAll(finding =>
            !finding.IsConfirmed && !finding.AbsentFrom.All(scope => Topology.IsComplete(Cluster, scope))
        );
        Assert.All(findings, finding => Assert.NotEmpty(finding.Evidence));
        return findings;
    }

    /// <summary>The findings about an object that is alone in its cluster.</summary>
    public static List<Finding> InspectAlone(string json)
    {
        var world = new World();
        return world.Inspect(world.Add(json));
    }

    public List<ResourceState> Affected(ResourceState changed, JsonElement? before = null)
    {
        var resources = new List<ResourceState>();
        RuleIndex.Affected(Topology, changed, before, resources);
        return resources;
    }

    public static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}
