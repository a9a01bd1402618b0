using System.Text;
using KgRca.Api.Http;
using KgRca.Contracts.Graphs;
using KgRca.Graph;

namespace KgRca.Api.Incidents;

/// <summary>Pages of an incident's errors, earliest first.</summary>
internal static class IncidentErrors
{
    /// <summary>How many errors a page has by default.</summary>
    public const int DefaultLimit = 100;

    // To put errors in order, no more of them is read.
    private static readonly RelationshipFilter Errors = new(
        Direction.Incoming,
        [GraphSchema.SameIncident],
        NodeProperties: [EpisodicNode.Names.EventTime]
    );

    /// <summary>Reads a page.</summary>
    /// <exception cref="FormatException">The cursor is not one that a page has returned.</exception>
    public static async Task<ErrorPage> ReadAsync(
        IGraphReader graph,
        NodeKey incident,
        int limit,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var after = Position.Parse(cursor);
        var places = (await graph.GetNeighboursAsync(incident, Errors, cancellationToken))
            .Select(error => new Position(error.Node[EpisodicNode.Names.EventTime].AsInteger ?? 0, error.Node.Key.Key))
            .Where(place => after is null || place.CompareTo(after) > 0)
            .Order()
            .ToList();
        var (errors, characters, read) = (new List<EpisodeAnswer>(), 0L, 0);
        var keys = places.Select(place => EpisodicNode.KeyOf(place.EventId));
        await foreach (var node in graph.ReadNodesAsync(keys, cancellationToken))
        {
            if (errors.Count == limit || characters >= PageRules.MaxBytes)
                break;
            after = places[read++];
            // One that was forgotten meanwhile is passed over.
            if (node is null)
                continue;
            errors.Add(EpisodeAnswer.Of(node));
            characters += errors[^1].Message.Length;
        }
        return new ErrorPage(errors, after is null || after == places.LastOrDefault() ? null : $"{after}");
    }

    /// <summary>Where an error stands among those of its incident.</summary>
    private sealed record Position(long Time, string EventId) : IComparable<Position>
    {
        public static Position? Parse(string? cursor)
        {
            if (cursor is null)
                return null;
            return PageCursor.TryParse(cursor, out var time, out var id)
                ? new Position(time, Encoding.UTF8.GetString(id))
                : throw new FormatException("The cursor is not one that a page has returned.");
        }

        public int CompareTo(Position? other) =>
            Time != other?.Time ? Time.CompareTo(other?.Time) : string.CompareOrdinal(EventId, other.EventId);

        public override string ToString() => PageCursor.Of(Time, EventId);
    }
}
