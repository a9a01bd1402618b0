using KgRca.Contracts.Graphs;

namespace KgRca.Api.Tests.Search;

/// <summary>Episodes as they stand in a graph.</summary>
internal static class SearchEpisodes
{
    public static Node Node(string id, string resource, string reason, string message, long time) =>
        new(new NodeKey(GraphSchema.Episodic, id), Properties(resource, reason, message, time));

    public static UpsertNode Upsert(string id, string resource, string reason, string message, long time) =>
        new(new NodeKey(GraphSchema.Episodic, id), Properties(resource, reason, message, time));

    private static Property[] Properties(string resource, string reason, string message, long time) =>
        [
            new("event_time", time),
            new("message", message),
            new("reason", reason),
            new("resource_id", resource),
            new("severity", "error"),
            new("source", "k8s.event"),
        ];
}
