using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;

namespace KgRca.Api.Tests;

/// <summary>What an engine might have written.</summary>
internal static class SeedGraph
{
    /// <summary>An incident of a Pod, with causes in this order, of which the first is also its error.</summary>
    public static IEnumerable<GraphChange> Incident(string id, params (string Cause, double Confidence)[] causes)
    {
        var pod = new ResourceId("c", "Pod", "shop", id);
        yield return new UpsertNode(ResourceNode.KeyOf(pod), ResourceNode.NameProperties(pod));
        var incident = new IncidentNode
        {
            Id = id,
            StartedAt = ApiHost.Now,
            LastErrorAt = ApiHost.Now,
            Status = IncidentNode.Open,
            Severity = Severity.Error,
            Title = "OOMKilled: Pod",
            ErrorCount = 1,
            ResourceIds = [$"{pod}"],
        };
        yield return new UpsertNode(IncidentNode.KeyOf(id), incident.ToProperties());
        for (var i = 0; i < causes.Length; i++)
        {
            var episode = new EpisodicNode
            {
                EventId = i == 0 ? $"event-of-{id}" : $"event-{i}-of-{id}",
                EventTime = ApiHost.Now,
                Severity = Severity.Error,
                Source = "detector",
                Reason = "OOMKilled",
                Message = "killed",
                ResourceId = $"{pod}",
                FindingState = EpisodicNode.Active,
            };
            var link = new CauseRelationship
            {
                Rank = i + 1,
                Confidence = causes[i].Confidence,
                Cause = causes[i].Cause,
                Object = new ObjectReference("Deployment", "web", "shop"),
                Workload = new ObjectReference("StatefulSet", "db", "shop"),
            };
            yield return new UpsertNode(EpisodicNode.KeyOf(episode.EventId), episode.ToProperties());
            yield return new UpsertRelationship(CauseRelationship.KeyOf(episode.EventId, id), link.ToProperties());
        }
        if (causes.Length > 0)
            yield return new UpsertRelationship(
                new(GraphSchema.SameIncident, EpisodicNode.KeyOf($"event-of-{id}"), IncidentNode.KeyOf(id)),
                []
            );
    }

    /// <summary>An object.</summary>
    public static UpsertNode Resource(
        string kind,
        string name,
        DateTimeOffset? observedAt,
        DateTimeOffset? deletedAt = null
    )
    {
        var id = new ResourceId("c", kind, "shop", name);
        var node = new ResourceNode(id, ObservedAt: observedAt, DeletedAt: deletedAt);
        return new UpsertNode(ResourceNode.KeyOf(id), node.ToProperties());
    }

    /// <summary>That an object made another one.</summary>
    public static UpsertRelationship Controls(string ownerKind, string owner, string kind, string name) =>
        new(
            new(
                "CONTROLS",
                ResourceNode.KeyOf(new ResourceId("c", ownerKind, "shop", owner)),
                ResourceNode.KeyOf(new ResourceId("c", kind, "shop", name))
            ),
            new TopologyRelationship(ApiHost.Now).ToProperties(EdgeType.Controls)
        );
}
