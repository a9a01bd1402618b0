using System.IO.Hashing;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.EventLog.Tenants;

namespace KgRca.GraphBuilder.Engines;

/// <summary>
/// Knows the last records of a tenant, so that lines that are sent again change nothing. They are kept in the graph, with
/// what came of them, in blocks that do not depend on how the records were batched. Not thread-safe.
/// </summary>
internal sealed class SeenRecords
{
    private const int BlockRecords = 1_024;
    private const int Topics = 64;

    /// <summary>How many blocks are kept: 131,072 records.</summary>
    public const int Blocks = 128;

    private readonly Dictionary<long, List<ulong>> _blocks = [];
    private readonly HashSet<ulong> _hashes = [];
    private readonly SortedSet<long> _changed = [];
    private long _last;

    /// <summary>Takes in what the graph has.</summary>
    public void Restore(IEnumerable<Node> engineNodes)
    {
        foreach (var seen in engineNodes.Select(SeenNode.From).OfType<SeenNode>())
        {
            _blocks[seen.Number] = [.. seen.Hashes];
            _hashes.UnionWith(seen.Hashes);
            _last = Math.Max(_last, seen.Number);
        }
    }

    /// <summary>What a record is known by: its topic, its bytes and when it was sent, if that matters.</summary>
    public static ulong HashOf(DataTopic topic, LogRecord record) =>
        XxHash3.HashToUInt64(
            record.Value.GetValueOrDefault().Span,
            (SentTime.Of(record)?.ToUnixTimeMilliseconds() ?? 0) * Topics + (int)topic
        );

    /// <summary>Whether a record was taken in.</summary>
    public bool Contains(ulong hash) => _hashes.Contains(hash);

    /// <summary>A record was taken in.</summary>
    public void Add(ulong hash)
    {
        if (!_hashes.Add(hash))
            return;
        var number = _last;
        if (!_blocks.TryGetValue(number, out var block) || block.Count == BlockRecords)
        {
            if (block is not null)
                number++;
            _last = number;
            _blocks.Add(number, block = []);
            if (_blocks.Remove(number - Blocks, out var oldest))
                _hashes.ExceptWith(oldest);
        }
        block.Add(hash);
        _changed.Add(number);
    }

    /// <summary>Adds what has changed since it was last written.</summary>
    public void Write(ICollection<GraphChange> changes)
    {
        foreach (var number in _changed)
            if (_blocks.TryGetValue(number, out var block))
                changes.Add(
                    new UpsertNode(SeenNode.KeyOf(number % Blocks), new SeenNode(number, block).ToProperties())
                );
        _changed.Clear();
    }
}
