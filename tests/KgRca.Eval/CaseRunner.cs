using System.Diagnostics;
using System.IO.Compression;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;
using KgRca.RootCause;

namespace KgRca.Eval;

/// <summary>An answer with its confidence, and what speaks against it.</summary>
internal sealed record RankedAnswer(Answer Answer, double Confidence, string Against);

/// <summary>What the engine said of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Ranked">Its answers, best first, at most ten.</param>
/// <param name="Published">The same candidates by the published score alone, for comparison.</param>
/// <param name="Longest">The longest that one record took: the time in which an incident's causes were named.</param>
/// <param name="Total">The time for the whole capture, parsed before.</param>
internal sealed record Outcome(
    LabelledCase Case,
    IReadOnlyList<RankedAnswer> Ranked,
    IReadOnlyList<RankedAnswer> Published,
    TimeSpan Longest,
    TimeSpan Total
)
{
    /// <summary>The rank of the right answer, from 1; null where it is not among the answers.</summary>
    public int? RankOf(bool withCause) => RankOf(Ranked, withCause);

    /// <summary>The rank of the right answer by the published score alone.</summary>
    public int? PublishedRankOf(bool withCause) => RankOf(Published, withCause);

    /// <summary>
    /// How far the first answer's confidence was off: the square of its distance from 1 where it was right, from 0
    /// where it was not (Brier, 1950).
    /// </summary>
    /// <param name="withCause">Whether right means the cause as well, not the object alone.</param>
    public double Brier(bool withCause) =>
        Ranked is [var first, ..] ? Math.Pow(first.Confidence - (RankOf(withCause) == 1 ? 1 : 0), 2) : 0;

    private int? RankOf(IReadOnlyList<RankedAnswer> ranked, bool withCause)
    {
        var index = ranked
            .Select(item => item.Answer)
            .ToList()
            .FindIndex(answer =>
                answer.SameObject(Case.Expected) && (!withCause || answer.Cause == Case.Expected.Cause)
            );
        return index < 0 ? null : index + 1;
    }
}

/// <summary>Replays one capture into a fresh engine.</summary>
internal static class CaseRunner
{
    private const int MaxAnswers = 10;

    // How long after a capture's end it is looked at.
    private static readonly TimeSpan Afterwards = TimeSpan.FromMinutes(2);

    public static Outcome Run(LabelledCase item, string folder)
    {
        var engine = new RootCauseEngine();
        var causes = new Dictionary<RelationshipKey, IReadOnlyList<Property>>();
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
            Rank(causes.Values, "rank_score"),
            Rank(causes.Values, "published_score"),
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

    private static void Apply(GraphChange change, Dictionary<RelationshipKey, IReadOnlyList<Property>> causes)
    {
        switch (change)
        {
            case UpsertRelationship { Key.Type: GraphSchema.PotentialCause } link:
                causes[link.Key] = link.Properties;
                break;
            case DeleteRelationship { Key.Type: GraphSchema.PotentialCause } link:
                causes.Remove(link.Key);
                break;
        }
    }

    /// <summary>The causes of all incidents as one list, by a score of theirs, each answer once.</summary>
    private static List<RankedAnswer> Rank(IEnumerable<IReadOnlyList<Property>> causes, string score) =>
        [
            .. causes
                .Select(link =>
                    (
                        Score: link.Find(score).AsFloat ?? 0,
                        Answer: new RankedAnswer(
                            new Answer(
                                Text(link, "object_kind"),
                                Text(link, "object_namespace"),
                                Text(link, "object_name"),
                                Text(link, "cause")
                            ),
                            link.Find("confidence").AsFloat ?? 0,
                            string.Join(" ", link.Find("against").AsStrings ?? [])
                        )
                    )
                )
                .OrderByDescending(item => item.Score)
                .ThenBy(item => item.Answer.Answer.ToString(), StringComparer.Ordinal)
                .Select(item => item.Answer)
                .DistinctBy(answer => answer.Answer)
                .Take(MaxAnswers),
        ];

    private static string Text(IReadOnlyList<Property> properties, string name) => properties.Find(name).AsString ?? "";
}
