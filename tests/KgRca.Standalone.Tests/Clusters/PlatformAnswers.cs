using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using KgRca.Api.Causes;
using KgRca.Api.Findings;
using KgRca.Api.Incidents;

namespace KgRca.Standalone.Tests.Clusters;

/// <summary>What the platform says now.</summary>
/// <param name="Incidents">All incidents that were not merged into others.</param>
/// <param name="Findings">The findings that hold.</param>
internal sealed record PlatformState(IReadOnlyList<IncidentAnswer> Incidents, IReadOnlyList<EpisodeAnswer> Findings);

/// <summary>Asks the platform, again and again, once for all who wait for something to be said.</summary>
internal sealed class PlatformAnswers(HttpClient platform) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly CancellationTokenSource _ending = new();
    private Task _asking = Task.CompletedTask;
    private TaskCompletionSource<PlatformState> _next = New();

    /// <summary>Asks from now on.</summary>
    public void Start() => _asking = RunAsync(_ending.Token);

    /// <summary>
    /// When something holds for the first time, in the clock's timestamps; null where it does not in time.
    /// </summary>
    public async Task<long?> UntilAsync(
        Func<PlatformState, Task<bool>> holds,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < patience; )
            if (await holds(await Volatile.Read(ref _next).Task.WaitAsync(cancellationToken)))
                return Stopwatch.GetTimestamp();
        return null;
    }

    /// <summary>What is said now.</summary>
    public async Task<PlatformState> ReadAsync(CancellationToken cancellationToken)
    {
        var incidents = await GetAsync<IncidentPage>("incidents?limit=500", cancellationToken);
        var findings = await GetAsync<FindingPage>("findings?limit=500", cancellationToken);
        return new PlatformState(
            [.. incidents.Incidents.Where(incident => incident.Status != "merged")],
            [.. findings.Findings.Select(finding => finding.Finding)]
        );
    }

    /// <summary>The first answer about an incident; null while there is none.</summary>
    public async Task<CauseAnswer?> FirstAsync(IncidentAnswer incident, CancellationToken cancellationToken)
    {
        var answer = await GetAsync<RcaAnswer>($"rca?incident_id={incident.Id}", cancellationToken);
        return answer.Causes is [var first, ..] ? first : null;
    }

    /// <summary>All about an incident.</summary>
    public Task<IncidentDetail> DetailAsync(IncidentAnswer incident, CancellationToken cancellationToken) =>
        GetAsync<IncidentDetail>($"incidents/{incident.Id}", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        (await platform.GetFromJsonAsync<T>($"api/v1/{path}", Json, cancellationToken))!;

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        for (; ; await Task.Delay(Pause, TimeProvider.System, cancellationToken))
        {
            var waited = Volatile.Read(ref _next);
            try
            {
                var state = await ReadAsync(cancellationToken);
                Volatile.Write(ref _next, New());
                waited.SetResult(state);
            }
            catch (Exception exception)
            {
                waited.SetException(exception);
                throw;
            }
        }
    }

    private static TaskCompletionSource<PlatformState> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
