using System.Runtime.InteropServices;
using KgRca.Agent.Topology;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Dependencies;

/// <summary>
/// Keeps what is known of calls by pair and tells of it: a new pair at once, then marked changes and every ten minutes,
/// and its end an hour after the last call. Figures of a mesh are of all calls, spans may be a sample of them: where
/// both are there, the mesh's count. Thread-safe.
/// </summary>
/// <param name="clock">Gives the times.</param>
internal sealed class CallTable(TimeProvider clock)
{
    /// <summary>Pairs that are kept at a time; calls of further ones are left out.</summary>
    public const int MaxPairs = 10_000;

    private const int EnoughCalls = 10;
    private const double MarkedErrorRatio = 0.05;
    private const double MarkedFactor = 2;

    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<EdgeKey, Pair> _pairs = [];

    /// <summary>Takes in a pair that an earlier run has told of: it is as if it was called now.</summary>
    public void Restore(EdgeKey edge, CallSource source)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
            _pairs[edge] = new Pair
            {
                LastCall = now,
                Since = now,
                ToldAt = now,
                Told = new CallStatistics(source),
            };
    }

    /// <summary>Counts a call that a span tells of.</summary>
    /// <returns>Whether there was room for it.</returns>
    public bool Add(EdgeKey edge, TimeSpan duration, bool isError)
    {
        lock (_lock)
        {
            if (Find(edge) is not { } pair)
                return false;
            pair.LastCall = clock.GetUtcNow();
            (pair.Calls ??= new CallWindow()).Add(duration, isError);
            return true;
        }
    }

    /// <summary>Takes what a mesh has measured, which stands until it measures again.</summary>
    /// <returns>Whether there was room for it.</returns>
    public bool Add(EdgeKey edge, CallReading reading)
    {
        var isCalled = reading.Calls.Rate > 0;
        lock (_lock)
        {
            if (!isCalled && !_pairs.ContainsKey(edge))
                return true;
            if (Find(edge) is not { } pair)
                return false;
            if (isCalled)
                pair.LastCall = clock.GetUtcNow();
            pair.Measured = reading;
            return true;
        }
    }

    /// <summary>Tells of calls until it is cancelled.</summary>
    /// <param name="tell">Gets a pair, and its statistics or null where it is no more.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Action<EdgeKey, CallStatistics?> tell, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TickInterval, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
            Tick(tell);
    }

    /// <summary>Tells of what there is to tell of now.</summary>
    public void Tick(Action<EdgeKey, CallStatistics?> tell)
    {
        List<(EdgeKey Edge, CallStatistics? Calls)> changes;
        lock (_lock)
            changes = Tick();
        foreach (var (edge, calls) in changes)
            tell(edge, calls);
    }

    private List<(EdgeKey Edge, CallStatistics? Calls)> Tick()
    {
        var (now, changes) = (clock.GetUtcNow(), new List<(EdgeKey, CallStatistics?)>());
        foreach (var (edge, pair) in _pairs)
        {
            if (now - pair.LastCall >= Lifetime)
            {
                _pairs.Remove(edge);
                changes.Add((edge, null));
            }
            else if (Tick(pair, now) is { } calls)
                changes.Add((edge, calls));
        }
        return changes;
    }

    private static CallStatistics? Tick(Pair pair, DateTimeOffset now)
    {
        var elapsed = now - pair.Since;
        if (pair.Told is not null && elapsed < Window)
            return null;
        var reading = pair.Read(elapsed);
        pair.Clear();
        pair.Since = now;
        if (reading is not var (calls, count))
            return null;
        if (
            pair.Told is { } told
            && !(now - pair.ToldAt >= RepeatInterval && calls != told)
            && !(count >= EnoughCalls && IsMarked(told, calls))
        )
            return null;
        (pair.Told, pair.ToldAt) = (calls, now);
        return calls;
    }

    private Pair? Find(EdgeKey edge)
    {
        if (_pairs.Count >= MaxPairs && !_pairs.ContainsKey(edge))
            return null;
        ref var pair = ref CollectionsMarshal.GetValueRefOrAddDefault(_pairs, edge, out _);
        return pair ??= new Pair { Since = clock.GetUtcNow() };
    }

    private static bool IsMarked(CallStatistics told, CallStatistics calls) =>
        Math.Abs((told.ErrorRatio ?? 0) - (calls.ErrorRatio ?? 0)) >= MarkedErrorRatio
        || IsMultiple(told.Rate, calls.Rate)
        || IsMultiple(told.LatencyP95Ms, calls.LatencyP95Ms);

    private static bool IsMultiple(double? before, double? now) =>
        (before ?? 0) * MarkedFactor < now || (now ?? 0) * MarkedFactor < before;

    private sealed class Pair
    {
        public CallWindow? Calls { get; set; }

        public CallReading? Measured { get; set; }

        public DateTimeOffset Since { get; set; }

        public DateTimeOffset LastCall { get; set; }

        public CallStatistics? Told { get; set; }

        public DateTimeOffset ToldAt { get; set; }

        /// <summary>
        /// What is known of the time that passed. Without spans nothing was called; without a measurement of a mesh
        /// nothing is known: who measures may be away.
        /// </summary>
        public CallReading? Read(TimeSpan elapsed) =>
            Measured
            ?? (
                Calls?.Count > 0 ? Calls.Read(elapsed)
                : Told?.Source == CallSource.Mesh ? null
                : CallReading.Of(CallSource.Trace, 0, 0)
            );

        /// <summary>Begins anew.</summary>
        public void Clear()
        {
            Measured = null;
            Calls?.Clear();
        }
    }
}
