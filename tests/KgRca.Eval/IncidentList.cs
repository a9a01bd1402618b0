using KgRca.Contracts.Graphs;

namespace KgRca.Eval;

/// <summary>Lists what the engine says of one capture: its incidents, what opened each, and their causes.</summary>
internal static class IncidentList
{
    private const int LongestMessage = 160;

    /// <summary>Replays a capture and writes its incidents, each with its errors and its causes, best first.</summary>
    public static void Write(string capture, TextWriter output)
    {
        var nodes = new Dictionary<NodeKey, Dictionary<string, PropertyValue>>();
        var links = new Dictionary<RelationshipKey, IReadOnlyList<Property>>();
        foreach (var change in CaseRunner.Changes(capture))
            switch (change)
            {
                case UpsertNode { Key.Label: GraphSchema.Incident or GraphSchema.Episodic } node:
                    if (!nodes.TryGetValue(node.Key, out var known))
                        nodes[node.Key] = known = [];
                    foreach (var property in node.Properties)
                        known[property.Name] = property.Value;
                    break;
                case DeleteNode gone:
                    nodes.Remove(gone.Key);
                    break;
                case UpsertRelationship { Key.Type: GraphSchema.PotentialCause or GraphSchema.SameIncident } link:
                    links[link.Key] = link.Properties;
                    break;
                case DeleteRelationship gone:
                    links.Remove(gone.Key);
                    break;
            }
        foreach (var incident in nodes.Where(node => node.Key.Label == GraphSchema.Incident))
        {
            output.WriteLine($"{incident.Value["started_at"]} {incident.Value["status"]}: {incident.Value["title"]}");
            foreach (var (key, _) in links.Where(link => link.Key.Type == GraphSchema.SameIncident))
                if (key.To == incident.Key)
                    output.WriteLine($"  error {Text(nodes.GetValueOrDefault(key.From))}");
            foreach (
                var (key, cause) in links
                    .Where(link => link.Key.Type == GraphSchema.PotentialCause && link.Key.To == incident.Key)
                    .Select(link => (link.Key, Cause: CauseRelationship.From(link.Value)))
                    .OrderBy(link => link.Cause.Rank)
            )
            {
                output.WriteLine(
                    $"  {cause.Rank}. {cause.Cause} of {cause.Object.Kind} {cause.Object.Name}: "
                        + $"{cause.Confidence:0.00} (score {cause.RankScore:0.00}, {cause.Role}) "
                        + string.Join(" ", cause.Against)
                );
                output.WriteLine($"     from {Text(nodes.GetValueOrDefault(key.From))}");
            }
        }
    }

    private static string Text(Dictionary<string, PropertyValue>? episode)
    {
        if (episode is null)
            return "?";
        var message = $"{episode.GetValueOrDefault("message")}".ReplaceLineEndings(" ");
        return $"{episode.GetValueOrDefault("event_time")} {episode.GetValueOrDefault("reason")} "
            + message[..Math.Min(LongestMessage, message.Length)];
    }
}
