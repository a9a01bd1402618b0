using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.Graph;

namespace KgRca.Api.Findings;

/// <summary>
/// The objects that people change: nobody edits a Pod that a Deployment made, the next one would be the same again.
/// </summary>
internal static class Owners
{
    private static readonly string[] Made = ["Pod", "ReplicaSet", "Job"];
    private static readonly RelationshipFilter Controls = new(
        Direction.Incoming,
        [WireNames.Of(EdgeType.Controls)],
        NodeProperties: [],
        Limit: 10
    );

    /// <summary>
    /// The objects that made those given, up to the one that somebody wrote, or those given where nobody made them.
    /// Costs a read for each level, however many objects there are.
    /// </summary>
    public static async ValueTask<IReadOnlyDictionary<string, ResourceId>> ReadAsync(
        IGraphReader graph,
        IEnumerable<string> resourceIds,
        CancellationToken cancellationToken
    )
    {
        var owners = new Dictionary<string, ResourceId>(StringComparer.Ordinal);
        foreach (var text in resourceIds)
            if (ResourceId.TryParse(text, out var id))
                owners[text] = id;
        for (var level = 0; level < Made.Length; level++)
        {
            var made = owners.Where(owner => Made.Contains(owner.Value.Kind)).ToList();
            if (made.Count == 0)
                break;
            var found = await graph.GetNeighboursAsync(
                [.. made.Select(owner => ResourceNode.KeyOf(owner.Value))],
                Controls,
                cancellationToken
            );
            for (var i = 0; i < made.Count; i++)
                if (found[i].Count > 0)
                    owners[made[i].Key] = ResourceNode.From(found[i][0].Node).Id;
        }
        return owners;
    }
}
