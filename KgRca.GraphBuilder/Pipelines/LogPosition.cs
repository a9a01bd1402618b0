using System.Globalization;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Graph;

namespace KgRca.GraphBuilder.Pipelines;

/// <summary>
/// How far a graph has read the log, and which log that was. Offsets say nothing of another log: of one that was lost and
/// begun again, or of an older copy, in which new records have offsets that the graph has read before.
/// </summary>
internal sealed class LogPosition
{
    // Beside the offsets of topics, which cannot have such names, a graph keeps for each opening of the log the sequence
    // number of the last record that it has read of those appended in it.
    private const char OpeningMark = '#';
    private const long Void = -1;

    private readonly Dictionary<TopicPartition, long> _offsets;
    private readonly IReadOnlyList<LogOpening> _openings;
    private readonly Dictionary<long, long> _read = [];

    private LogPosition(Dictionary<TopicPartition, long> offsets, IReadOnlyList<LogOpening> openings) =>
        (_offsets, _openings) = (offsets, openings);

    /// <summary>Whether the log turned out to be another one, or an older copy, when this was read.</summary>
    public bool IsOfAnotherLog { get; private init; }

    /// <summary>The first offset of a partition that is not yet part of the graph.</summary>
    public long this[TopicPartition partition] => _offsets.GetValueOrDefault(partition);

    /// <summary>
    /// Makes a position of a graph's checkpoints. Where the log is not the one that the graph has read, or was restored
    /// from a backup, it is where the two differ, so that nothing new is passed over.
    /// </summary>
    public static async ValueTask<LogPosition> ReadAsync(
        TenantId tenant,
        IReadOnlyList<Checkpoint> checkpoints,
        IEventLog log,
        CancellationToken cancellationToken
    )
    {
        var (offsets, read) = (new Dictionary<TopicPartition, long>(), new Dictionary<long, long>());
        foreach (var checkpoint in checkpoints)
        {
            if (IsOfPartition(checkpoint))
                offsets[new TopicPartition(checkpoint.Topic, checkpoint.Partition)] = checkpoint.Offset;
            else if (checkpoint.Offset != Void)
                read[OpeningOf(checkpoint)] = checkpoint.Offset;
        }
        var topics = TopicName.GraphInputs.Select(topic => new TopicName(tenant, topic).ToString()).ToList();
        var news =
            read.Count == 0
                ? await FindNewsAsync(log, topics, offsets, cancellationToken)
                : FindNews(log.Openings, read);
        if (news is not { } first)
            return new LogPosition(offsets, log.Openings);
        var starts = await log.FindOffsetsAsync(topics, first, cancellationToken);
        var corrected = new LogPosition(
            starts.ToDictionary(start => start.Partition, start => start.Offset),
            log.Openings
        )
        {
            IsOfAnotherLog = true,
        };
        foreach (var id in read.Keys)
            corrected._read[id] = Void;
        corrected.Read(first - 1);
        return corrected;
    }

    /// <summary>A record is part of the graph, or is given up.</summary>
    public void Advance(LogRecord record)
    {
        _offsets[record.Partition] = record.Offset + 1;
        Read(record.Sequence);
    }

    /// <summary>What the graph keeps of it.</summary>
    public Checkpoint[] ToCheckpoints() =>
        [
            .. _offsets.Select(entry => new Checkpoint(entry.Key.Topic, entry.Key.Partition, entry.Value)),
            .. _read.Select(entry => new Checkpoint(
                string.Create(CultureInfo.InvariantCulture, $"{OpeningMark}{entry.Key}"),
                0,
                entry.Value
            )),
        ];

    /// <summary>Whether a checkpoint is a partition's.</summary>
    public static bool IsOfPartition(Checkpoint checkpoint) => checkpoint.Topic[0] != OpeningMark;

    private void Read(long sequence)
    {
        var index = _openings.Count - 1;
        while (index > 0 && _openings[index].FirstSequence > sequence)
            index--;
        _read[_openings[index].Id] = Math.Max(sequence, _read.GetValueOrDefault(_openings[index].Id));
    }

    /// <returns>The sequence number of the first record that the graph cannot have; null where its offsets are
    /// right.</returns>
    private static long? FindNews(IReadOnlyList<LogOpening> openings, Dictionary<long, long> read)
    {
        var (known, last) = (0, -1);
        for (var i = 0; i < openings.Count; i++)
        {
            if (!read.TryGetValue(openings[i].Id, out var sequence))
                continue;
            (known, last) = (known + 1, i);
            // What was read beyond the next opening was in a copy that is lost.
            if (i + 1 < openings.Count && sequence >= openings[i + 1].FirstSequence)
                return openings[i + 1].FirstSequence;
        }
        if (known == read.Count)
            return null;
        if (last < 0)
            return 0;
        var next = read[openings[last].Id] + 1;
        return last + 1 < openings.Count ? Math.Min(next, openings[last + 1].FirstSequence) : next;
    }

    // Of a version that did not keep it: the log is another one if it is shorter.
    private static async ValueTask<long?> FindNewsAsync(
        IEventLog log,
        IReadOnlyList<string> topics,
        Dictionary<TopicPartition, long> offsets,
        CancellationToken cancellationToken
    )
    {
        var ends = await log.GetEndOffsetsAsync(topics, cancellationToken);
        return ends.Any(end => offsets.GetValueOrDefault(end.Partition) > end.Offset) ? 0 : null;
    }

    private static long OpeningOf(Checkpoint checkpoint) =>
        long.Parse(checkpoint.Topic.AsSpan(1), CultureInfo.InvariantCulture);
}
