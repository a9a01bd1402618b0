using KgRca.Agent.Kubernetes;
using KgRca.Agent.Normalization;
using KgRca.Agent.Pseudonyms;

namespace KgRca.Agent.Recording;

/// <summary>How far a recording has come.</summary>
/// <param name="Records">Records in the capture.</param>
/// <param name="Bytes">Bytes in the file.</param>
/// <param name="Synced">Kinds whose objects are known.</param>
/// <param name="Kinds">Kinds that are watched, or could be with more permissions.</param>
/// <param name="Trouble">What is being tried again; null while all goes well.</param>
internal sealed record RecordingProgress(long Records, long Bytes, int Synced, int Kinds, string? Trouble = null);

/// <summary>
/// Records a cluster into a capture: its state first, then what changes and happens. A connection that is lost is taken
/// up again.
/// </summary>
/// <param name="server">Where the cluster is.</param>
/// <param name="cluster">Its name in records.</param>
/// <param name="types">The kinds to record.</param>
/// <param name="capture">Gets the records.</param>
/// <param name="clock">Gives the time of observation.</param>
/// <param name="progress">Told how far the recording has come.</param>
/// <param name="pseudonyms">Replaces names; null where they stay.</param>
internal sealed class Recorder(
    ApiServer server,
    string cluster,
    IReadOnlyList<ResourceType> types,
    CaptureWriter capture,
    TimeProvider clock,
    IProgress<RecordingProgress> progress,
    PseudonymousRecords? pseudonyms = null
)
{
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private ClusterFeed? _feed;

    /// <summary>Records until it is cancelled, which is its normal end.</summary>
    /// <exception cref="KubernetesUnavailableException">The account may see nothing at all.</exception>
    /// <exception cref="IOException">The capture cannot be written.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var records = new ClusterRecords(
            cluster,
            clock,
            (record, _) => capture.Write(pseudonyms?.Apply(record) ?? record),
            Report
        );
        _feed = new ClusterFeed(
            server,
            types,
            (observed, _) =>
            {
                lock (_lock)
                    records.Add(observed);
                return ValueTask.CompletedTask;
            },
            Report,
            clock
        )
        {
            Listed = listed =>
            {
                lock (_lock)
                    records.Add(listed);
            },
        };
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] running = [_feed.RunAsync(() => ThrowIfNothing(_feed), ending.Token), FlushAsync(_feed, ending.Token)];
        try
        {
            await await Task.WhenAny(running);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_lock)
                capture.Flush();
        }
    }

    private static void ThrowIfNothing(ClusterFeed feed)
    {
        if (feed.Synced == 0)
            throw new KubernetesUnavailableException(
                "The account may list nothing of what is recorded: it needs get, list and watch on the kinds "
                    + "named above."
            );
    }

    private async Task FlushAsync(ClusterFeed feed, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(FlushInterval, clock, cancellationToken);
            lock (_lock)
                capture.Flush();
            progress.Report(Progress(feed, null));
        }
    }

    private void Report(string trouble) => progress.Report(Progress(_feed, trouble));

    private RecordingProgress Progress(ClusterFeed? feed, string? trouble)
    {
        lock (_lock)
            return new RecordingProgress(
                capture.Records,
                capture.Length,
                feed?.Synced ?? 0,
                feed?.Served ?? 0,
                trouble
            );
    }
}
