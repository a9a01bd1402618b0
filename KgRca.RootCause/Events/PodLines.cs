using System.IO.Hashing;
using System.Runtime.InteropServices;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Events;

/// <summary>The kinds of quiet lines that the containers of a Pod write, as many as are followed.</summary>
internal sealed class PodLines
{
    private const int MaxKinds = 32;
    private const int TextLength = 64;
    private const int PlaceWithin = 120;

    private readonly SortedList<ulong, LineHistory> _kinds = [];

    /// <summary>When to look for silences next; null while no line has come since the last look.</summary>
    public DateTimeOffset? Due { get; set; }

    public IList<LineHistory> Kinds => _kinds.Values;

    public LineHistory? Find(ulong key) => _kinds.GetValueOrDefault(key);

    /// <summary>A kind that was last written before a time; null where there is none.</summary>
    public LineHistory? FindBefore(DateTimeOffset time)
    {
        for (var i = 0; i < _kinds.Count; i++)
            if (_kinds.GetValueAtIndex(i) is var kind && kind.Last < time)
                return kind;
        return null;
    }

    /// <summary>Whether one has come after a time.</summary>
    public bool HasSeenSince(DateTimeOffset time)
    {
        for (var i = 0; i < _kinds.Count; i++)
            if (_kinds.GetValueAtIndex(i).Seen > time)
                return true;
        return false;
    }

    public void Add(LineHistory kind) => _kinds.Add(kind.Key, kind);

    public void Remove(ulong key) => _kinds.Remove(key);

    /// <summary>Whether there is room for another kind.</summary>
    public bool IsFull => _kinds.Count >= MaxKinds;

    /// <summary>
    /// A number for what lines that say the same have in common: their place in the code where they name one, else how
    /// they begin, without numbers and ids.
    /// </summary>
    public static ulong KeyOf(Event line)
    {
        var container = line.Container is null ? 0 : (long)StableHash.Of64(line.Container);
        var place = LogText.Place(line.Message.AsSpan(0, Math.Min(line.Message.Length, PlaceWithin)));
        if (!place.IsEmpty)
            return Hash(place, container);
        Span<char> buffer = stackalloc char[TextLength];
        return Hash(
            buffer[..LogText.Mask(line.Message.AsSpan(0, Math.Min(line.Message.Length, TextLength)), buffer)],
            container
        );
    }

    private static ulong Hash(ReadOnlySpan<char> text, long seed) =>
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text), seed);
}
