using System.Runtime.InteropServices;
using KgRca.Agent.Topology;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Dependencies;

/// <summary>Counts calls by pair and tells what to say of them: a new pair at once, then marked changes and every ten minutes, and its end an hour after the last call. Not thread-safe.</summary>
/// <param name="clock">Gives the times.</param>
internal sealed class CallTable(TimeProvider clock)
{
    /// <summary>Pairs that are counted at a time; calls of further ones are left out.</summary>
    public const int MaxPairs = 10_000;

    private const int EnoughCalls = 10;
    private const double MarkedErrorRatio = 0.05;
    private const double MarkedFactor = 2;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly Dictionary<EdgeKey, Pair> _pairs = [];

    /// <summary>Takes in a pair that an earlier run has told of: it is as if it was called now.</summary>
    public void Restore(EdgeKey edge)
    {
        var now = clock.GetUtcNow();
        _pairs[edge] = new Pair { LastCall = now, Since = now, ToldAt = now, Told = new CallStatistics(CallSource.Trace) };
    }

    /// <summary>Counts a call.</summary>
    /// <returns>Whether there was room for it.</returns>
    public bool Add(EdgeKey edge, TimeSpan duration, bool isError)
    {
        var now = clock.GetUtcNow();
        if (_pairs.Count >= MaxPairs && !_pairs.ContainsKey(edge)) return false;
        ref var pair = ref CollectionsMarshal.GetValueRefOrAddDefault(_pairs, edge, out _);
        pair ??= new Pair { Since = now };
        pair.LastCall = now;
        (pair.Calls ??= new CallWindow()).Add(duration, isError);
        return true;
    }

    /// <summary>What there is to tell now: a pair, and its statistics or null where it is no more.</summary>
    public List<(EdgeKey Edge, CallStatistics? Calls)> Tick()
    {
        var (now, changes) = (clock.GetUtcNow(), new List<(EdgeKey, CallStatistics?)>());
        foreach (var (edge, pair) in _pairs)
        {
            if (now - pair.LastCall >= Lifetime)
            {
                _pairs.Remove(edge);
                changes.Add((edge, null));
            }
            else if (Tick(pair, now) is { } calls) changes.Add((edge, calls));
        }
        return changes;
    }

    private static CallStatistics? Tick(Pair pair, DateTimeOffset now)
    {
        var elapsed = now - pair.Since;
        if (pair.Told is not null && elapsed < Window) return null;
        var calls = pair.Calls?.Read(elapsed) ?? new CallStatistics(CallSource.Trace, 0);
        var isTold = pair.Told is null || now - pair.ToldAt >= RepeatInterval && calls != pair.Told || pair.Calls?.Count >= EnoughCalls && IsMarked(pair.Told, calls);
        pair.Calls?.Clear();
        pair.Since = now;
        if (!isTold) return null;
        (pair.Told, pair.ToldAt) = (calls, now);
        return calls;
    }

    private static bool IsMarked(CallStatistics told, CallStatistics calls) => Math.Abs((told.ErrorRatio ?? 0) - (calls.ErrorRatio ?? 0)) >= MarkedErrorRatio ||
        IsMultiple(told.Rate, calls.Rate) || IsMultiple(told.LatencyP95Ms, calls.LatencyP95Ms);

    private static bool IsMultiple(double? before, double? now) => (before ?? 0) * MarkedFactor < now || (now ?? 0) * MarkedFactor < before;

    private sealed class Pair
    {
        public CallWindow? Calls { get; set; }

        public DateTimeOffset Since { get; set; }

        public DateTimeOffset LastCall { get; set; }

        public CallStatistics? Told { get; set; }

        public DateTimeOffset ToldAt { get; set; }
    }
}
