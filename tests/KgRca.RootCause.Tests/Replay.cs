using KgRca.Contracts.Captures;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests;

/// <summary>Runs records through engines.</summary>
internal static class Replay
{
    public static WireRecord Parse(CaptureRecord record)
    {
        var result = RecordParser.Parse(record.Topic, record.Value.Span, record.Time);
        Assert.True(result.IsValid, result.Error?.ToString());
        return result.Record;
    }

    /// <summary>
    /// The graph that records make; the engine is rebuilt from it before the records at some indexes.
    /// </summary>
    public static GraphModel Run(IReadOnlyList<WireRecord> records, params int[] restarts)
    {
        var graph = new GraphModel();
        var engine = new RootCauseEngine();
        for (var i = 0; i < records.Count; i++)
        {
            if (Array.IndexOf(restarts, i) >= 0)
            {
                engine = new RootCauseEngine();
                if (graph.State() is { } state)
                    engine.Restore(state);
            }
            var changes = new List<GraphChange>();
            engine.Process(records[i], changes);
            engine.WriteState(changes);
            graph.Apply(changes);
        }
        return graph;
    }

    /// <summary>Fails with the first line in which two graphs differ, rather than with both.</summary>
    public static void AssertSame(GraphModel expected, GraphModel actual)
    {
        var (left, right) = (expected.ToString().Split('\n'), actual.ToString().Split('\n'));
        var missing = left.Except(right).Order(StringComparer.Ordinal).Take(3);
        var extra = right.Except(left).Order(StringComparer.Ordinal).Take(3);
        Assert.Equal(string.Join('\n', missing), string.Join('\n', extra));
    }
}
