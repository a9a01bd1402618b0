using System.Diagnostics;
using System.IO.Compression;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;
using KgRca.RootCause;

namespace KgRca.Eval;

/// <summary>Replays one capture into a fresh engine.</summary>
internal static class CaseRunner
{
    private const int MaxAnswers = 10;

    // How long after a capture's end it is looked at.
    private static readonly TimeSpan Afterwards = TimeSpan.FromMinutes(2);

    public static Outcome Run(LabelledCase item, string folder)
    {
        var engine = new RootCauseEngine();
        var causes = new Dictionary<RelationshipKey, CauseRelationship>();
        var changes = new List<GraphChange>();
        var (longest, total) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var record in Read(Path.Combine(folder, item.Capture)).ToList())
        {
            changes.Clear();
            var started = Stopwatch.GetTimestamp();
            engine.Process(record, changes);
            var elapsed = Stopwatch.GetElapsedTime(started);
            total += elapsed;
            if (elapsed > longest)
                longest = elapsed;
            foreach (var change in changes)
                Apply(change, causes);
        }
        // The graph builder does so every minute: what edges at the end have put in question is ranked again, and
        // alerts that still fire have held.
        changes.Clear();
        if (engine.Watermark is { } last)
            engine.CloseQuiet(last + Afterwards, changes);
        foreach (var change in changes)
            Apply(change, causes);
        return new Outcome(
            item,
            Rank(causes.Values, cause => cause.RankScore),
            Rank(causes.Values, cause => cause.PublishedScore),
            longest,
            total
        );
    }

    /// <summary>How many incidents a capture of a healthy cluster opens.</summary>
    /// <param name="path">The capture.</param>
    /// <param name="until">Until when it is of a healthy cluster; null for its end.</param>
    public static int CountIncidents(string path, DateTimeOffset? until = null)
    {
        var engine = new RootCauseEngine();
        var incidents = new HashSet<string>(StringComparer.Ordinal);
        var changes = new List<GraphChange>();
        foreach (var record in Read(path, until))
        {
            changes.Clear();
            engine.Process(record, changes);
            foreach (var change in changes)
                if (change is UpsertNode { Key.Label: GraphSchema.Incident } node)
                    incidents.Add(node.Key.Key);
        }
        return incidents.Count;
    }

    /// <summary>All that the engine writes while it replays a capture.</summary>
    public static List<GraphChange> Changes(string path)
    {
        var engine = new RootCauseEngine();
        var changes = new List<GraphChange>();
        foreach (var record in Read(path))
            engine.Process(record, changes);
        if (engine.Watermark is { } last)
            engine.CloseQuiet(last + Afterwards, changes);
        return changes;
    }

    private static IEnumerable<WireRecord> Read(string path, DateTimeOffset? until = null)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            if (CaptureRecord.TryRead(System.Text.Encoding.UTF8.GetBytes(line), out var record) is { } malformed)
                throw new InvalidDataException($"{path}: {malformed}");
            if (record.Time >= until)
                yield break;
            var parsed = RecordParser.Parse(record.Topic, record.Value.Span, record.Time);
            yield return parsed.Record ?? throw new InvalidDataException($"{path}: {parsed.Error}");
        }
    }

    private static void Apply(GraphChange change, Dictionary<RelationshipKey, CauseRelationship> causes)
    {
        switch (change)
        {
            case UpsertRelationship { Key.Type: GraphSchema.PotentialCause } link:
                causes[link.Key] = CauseRelationship.From(link.Properties);
                break;
            case DeleteRelationship { Key.Type: GraphSchema.PotentialCause } link:
                causes.Remove(link.Key);
                break;
        }
    }

    /// <summary>The causes of all incidents as one list, by one of their scores, each answer once.</summary>
    private static List<Answer> Rank(IEnumerable<CauseRelationship> causes, Func<CauseRelationship, double> score) =>
        [
            .. causes
                .Select(cause => (Score: score(cause), Answer: Read(cause)))
                .OrderByDescending(item => item.Score)
                .ThenBy(item => item.Answer.Object.ToString(), StringComparer.Ordinal)
                .ThenBy(item => item.Answer.Cause, StringComparer.Ordinal)
                .Select(item => item.Answer)
                .DistinctBy(answer => (answer.Object, answer.Cause))
                .Take(MaxAnswers),
        ];

    private static Answer Read(CauseRelationship cause) =>
        new(
            NameOf(cause.Object),
            cause.Workload is { } workload ? NameOf(workload) : null,
            cause.Cause,
            cause.Confidence,
            string.Join(" ", cause.Against)
        );

    private static ObjectName NameOf(ObjectReference item) => new(item.Kind, item.Namespace ?? "", item.Name);
}
