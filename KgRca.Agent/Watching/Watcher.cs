using KgRca.Agent.Delivery;
using KgRca.Agent.Dependencies;
using KgRca.Agent.Dependencies.Mesh;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Logs;
using KgRca.Agent.Logs.Tailing;
using Microsoft.Data.Sqlite;

namespace KgRca.Agent.Watching;

/// <summary>Watches a cluster, receives alerts and logs, and delivers what it learns, until it is cancelled.</summary>
internal static class Watcher
{
    private const int Corrupt = 11;

    /// <summary>Runs.</summary>
    /// <param name="options">What, and where to.</param>
    /// <param name="server">Where the cluster is.</param>
    /// <param name="handler">Sends requests to the server, with the key.</param>
    /// <param name="clock">Gives the times.</param>
    /// <param name="log">Told of troubles.</param>
    /// <param name="cancellationToken">Ends it, which is its normal end.</param>
    /// <exception cref="IOException">The spool or the receivers' port cannot be opened.</exception>
    public static async Task RunAsync(
        WatchOptions options,
        ApiServer server,
        HttpMessageHandler handler,
        TimeProvider clock,
        TroubleLog log,
        CancellationToken cancellationToken
    )
    {
        using var http = options.Server is { } address ? IngestClient.Connect(address, handler) : null;
        using var kafka = options.Kafka is { } brokers ? new KafkaSender(brokers, KafkaSender.Patience) : null;
        var file = Open(options.SpoolFolder, clock, log);
        using var spool = new Spool(file, options.SpoolLimit, clock, log.Write);
        using var logs = new LogReducer(options.Cluster, spool.TakeAsync, clock);
        await using var tailer = options.TailLogs ? new LogTailer(server, logs, log.Write, clock) : null;
        var directory = new ClusterDirectory();
        var calls = new CallTable(clock);
        var spans = new SpanReader(directory, calls, clock);
        using var prometheus = options.Prometheus is { } metrics
            ? PrometheusClient.Connect(metrics, clock, log.Write)
            : null;
        var mesh = prometheus is null
            ? null
            : new MeshReader(prometheus, options.Prometheus?.Matchers, directory, calls, clock, log.Write);
        var watch = new ClusterWatch(
            server,
            options.Cluster,
            WatchedTypes.With(options.Resources ?? []),
            spool,
            file.Known(),
            tailer,
            options is { Otlp: null, Prometheus: null } ? null : directory,
            clock,
            log.Write
        );
        // Calls that a former run has seen end an hour from now where nobody tells of them again.
        foreach (var (call, source) in watch.Calls)
            calls.Restore(call, source);
        SendLines send =
            http is not null ? new IngestClient(http, clock, log.Write).SendAsync
            : kafka is not null ? kafka.SendAsync
            : throw new ArgumentException("Neither a server nor Kafka is set.", nameof(options));
        var delivery = new DeliveryLoop(spool, send, new Heartbeats(options.Cluster, State, clock), clock, log.Write);
        // What was given up before it came into the spool counts too.
        SpoolState State() => spool.State with { Dropped = spool.State.Dropped + logs.Counts.Dropped };
        await using var receivers = Receivers.Create(options, watch, spool, delivery, logs, spans, mesh, clock);
        await receivers.StartAsync(cancellationToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var writing = new CancellationTokenSource();
        var written = spool.RunAsync(writing.Token);
        Task[] running =
        [
            watch.RunAsync(ending.Token),
            delivery.RunAsync(ending.Token),
            logs.RunAsync(log.Write, ending.Token),
            calls.RunAsync(watch.Add, ending.Token),
            .. mesh is null ? (Task[])[] : [mesh.RunAsync(ending.Token)],
        ];
        try
        {
            await await Task.WhenAny([.. running, written]);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
        finally
        {
            await ending.CancelAsync();
            await receivers.StopAsync(CancellationToken.None);
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // What the others added last is written still.
            await writing.CancelAsync();
            await written.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Opens the spool. One that is damaged, or of another version, is put aside, and everything is told again.
    /// </summary>
    private static SpoolFile Open(string folder, TimeProvider clock, TroubleLog log)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "spool.db");
        try
        {
            return new SpoolFile(path);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is Corrupt or SpoolFile.NotADatabase)
        {
            var aside = $"{path}.damaged-{clock.GetUtcNow().ToUnixTimeSeconds()}";
            File.Move(path, aside);
            foreach (var rest in (string[])[$"{path}-wal", $"{path}-shm"])
                File.Delete(rest);
            log.Write(
                $"The spool is unreadable ({exception.Message}) and was moved to {aside}. The state of "
                    + "the cluster is sent again; undelivered events in it are lost."
            );
            return new SpoolFile(path);
        }
        catch (SqliteException exception)
        {
            throw new IOException($"The spool {path} cannot be opened: {exception.Message}", exception);
        }
    }
}
