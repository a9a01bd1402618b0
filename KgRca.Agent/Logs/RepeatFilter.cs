using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace KgRca.Agent.Logs;

/// <summary>
/// Knows the lines that came a while ago, so that a batch which its sender repeats is not counted again. Two lines of
/// one time and text in one batch are two lines.
/// </summary>
internal sealed class RepeatFilter
{
    // A minute of a thousand lines a second; the older half is forgotten as the newer one is full.
    private const int Half = 32_768;

    // A sender that knew the hash could have others' lines taken for repeated ones.
    private readonly long _seed = Random.Shared.NextInt64();
    private readonly Dictionary<ulong, int> _batch = [];
    private HashSet<ulong> _newer = [];
    private HashSet<ulong> _older = [];

    /// <summary>A batch begins.</summary>
    public void BeginBatch() => _batch.Clear();

    /// <summary>Takes in a line.</summary>
    /// <param name="stream">A number for whose line it is.</param>
    /// <param name="line">The line. One without a time is never taken for a repeated one.</param>
    /// <param name="occurrence">How many of the batch were like it.</param>
    /// <returns>Whether it had come before.</returns>
    public bool IsRepeat(int stream, LogLine line, out int occurrence)
    {
        var hash = XxHash3.HashToUInt64(
            MemoryMarshal.AsBytes(line.Message.AsSpan()),
            _seed ^ ((long)stream << 32) ^ (line.Time?.UtcTicks ?? 0)
        );
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_batch, hash, out _);
        occurrence = count++;
        return line.Time is not null && !Remember(hash + (ulong)occurrence);
    }

    private bool Remember(ulong hash)
    {
        if (_older.Contains(hash) || !_newer.Add(hash))
            return false;
        if (_newer.Count < Half)
            return true;
        (_newer, _older) = (_older, _newer);
        _newer.Clear();
        return true;
    }
}
