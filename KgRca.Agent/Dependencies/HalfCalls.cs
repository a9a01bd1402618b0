namespace KgRca.Agent.Dependencies;

/// <summary>Names a span.</summary>
internal readonly record struct SpanKey(UInt128 Trace, ulong Span);

/// <summary>Halves of calls that wait for the other one, for half a minute at most. Not thread-safe.</summary>
/// <typeparam name="T">What is known of a half.</typeparam>
/// <param name="clock">Gives the times.</param>
internal sealed class HalfCalls<T>(TimeProvider clock)
{
    /// <summary>Halves that wait at most; the oldest goes first.</summary>
    public const int Capacity = 4_096;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<SpanKey, T> _halves = [];
    private readonly Queue<(SpanKey Key, DateTimeOffset Since)> _order = [];

    /// <summary>Lets a half wait.</summary>
    public void Add(SpanKey key, T half)
    {
        Prune();
        if (!_halves.TryAdd(key, half))
            return;
        _order.Enqueue((key, clock.GetUtcNow()));
    }

    /// <summary>Takes the half of a span, where it waits.</summary>
    public bool Take(SpanKey key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T half)
    {
        Prune();
        return _halves.Remove(key, out half);
    }

    private void Prune()
    {
        var cutoff = clock.GetUtcNow() - Patience;
        while (_order.TryPeek(out var oldest) && (oldest.Since < cutoff || _order.Count >= Capacity))
            _halves.Remove(_order.Dequeue().Key);
    }
}
