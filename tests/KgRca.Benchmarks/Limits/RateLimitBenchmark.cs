using System.Diagnostics;
using System.Globalization;
using KgRca.Api.Limits;
using KgRca.Benchmarks.Reporting;
using KgRca.Benchmarks.Running;
using KgRca.Testing;
using StackExchange.Redis;

namespace KgRca.Benchmarks.Limits;

/// <summary>Checks of the rate limit that replicas share, against a Redis server on the same machine.</summary>
internal static class RateLimitBenchmark
{
    private const int Clients = 200;
    private const int AtOnce = 32;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    public static MacroBenchmark Definition { get; } =
        new("rate-limits", $"rate limits of {Clients} clients in Redis, {AtOnce} checks at once", RunAsync);

    private static async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        await using var server = await RedisInstallation.StartAsync(cancellationToken);
        if (server is null)
        {
            await output.WriteLineAsync(RedisInstallation.MissingReason);
            return;
        }
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var counts = new RedisCounts(redis, TimeProvider.System);
        // Some clients are at their limit, as in a flood, and others are not.
        var limiters = Enumerable
            .Range(0, Clients)
            .Select(i => new RedisLimiter(counts, $"client-{i}", i % 2 == 0 ? 100 : 10_000_000, null))
            .ToArray();
        await RunAsync(limiters, WarmUp, cancellationToken);
        var before = server.ProcessorTime;
        var times = await RunAsync(limiters, Length, cancellationToken);
        var busy = (server.ProcessorTime - before) / Length;
        var table = new Table("checks/s", "median ms", "95th percentile ms", "99th percentile ms", "cores of Redis");
        table.Add(
            Text(times.Count / Length.TotalSeconds, "#,0"),
            Text(times[times.Count / 2], "0.00"),
            Text(times[(int)(times.Count * 0.95)], "0.00"),
            Text(times[(int)(times.Count * 0.99)], "0.00"),
            Text(busy, "0.00")
        );
        await table.WriteAsync(output);
    }

    private static async Task<List<double>> RunAsync(
        RedisLimiter[] limiters,
        TimeSpan length,
        CancellationToken cancellationToken
    )
    {
        var started = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(
            Enumerable
                .Range(0, AtOnce)
                .Select(async first =>
                {
                    await Task.Yield();
                    var own = new List<double>();
                    for (var i = first; Stopwatch.GetElapsedTime(started) < length; i++)
                    {
                        var begin = Stopwatch.GetTimestamp();
                        using var lease = await limiters[i % limiters.Length].AcquireAsync(1, cancellationToken);
                        own.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                    }
                    return own;
                })
        );
        return [.. times.SelectMany(own => own).Order()];
    }

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
