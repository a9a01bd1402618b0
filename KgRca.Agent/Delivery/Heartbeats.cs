using System.Text.Json;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Delivery;

/// <summary>
/// Says every half minute that the agent is alive and how it does, by a record that goes the way of all others.
/// </summary>
/// <param name="cluster">The cluster that it watches.</param>
/// <param name="spool">What waits and was given up.</param>
/// <param name="clock">Says when.</param>
internal sealed class Heartbeats(string cluster, Func<SpoolState> spool, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly string Version = typeof(Heartbeats).Assembly.GetName().Version?.ToString(3) ?? "0";

    private long? _last;

    /// <summary>How long until the next one is due; nothing where it is.</summary>
    public TimeSpan Due =>
        _last is { } last && Interval - clock.GetElapsedTime(last) is var left && left > TimeSpan.Zero
            ? left
            : TimeSpan.Zero;

    /// <summary>The next one.</summary>
    /// <param name="delivered">How many records were delivered since the agent was started.</param>
    public Line Next(long delivered)
    {
        var (now, state) = (clock.GetUtcNow(), spool());
        var heartbeat = new Heartbeat(
            now,
            cluster,
            Version,
            Math.Round(state.LagSeconds(now), 3),
            state.Dropped,
            delivered
        );
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
            new CaptureRecord(
                DataTopic.Heartbeats,
                cluster,
                now,
                JsonSerializer.SerializeToUtf8Bytes(heartbeat, WireJson.Default.Heartbeat)
            ).WriteTo(json);
        return new Line(line.ToArray(), line.Length, 0);
    }

    /// <summary>The next one was delivered.</summary>
    public void Delivered() => _last = clock.GetTimestamp();
}
