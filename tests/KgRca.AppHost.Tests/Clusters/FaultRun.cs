using System.Diagnostics;
using System.Net.Http.Json;
using KgRca.Api.Causes;
using KgRca.Api.Findings;
using KgRca.Api.Incidents;

namespace KgRca.AppHost.Tests.Clusters;

/// <summary>Breaks things in a cluster that an agent watches, and asks the platform why.</summary>
internal sealed class FaultRun(Kubectl kubectl, k8s.Kubernetes cluster, HttpClient platform)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // So long the answer must stay right, and the incident the only one.
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan MendPatience = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MendPause = TimeSpan.FromSeconds(2);

    /// <summary>Lets all stand, breaks it, waits for the answer, and mends it.</summary>
    /// <returns>Ends once the mending was seen.</returns>
    public async Task<Task<FaultResult>> RunAsync(Fault fault, CancellationToken cancellationToken)
    {
        try
        {
            return WaitAsync(await BreakAsync(fault, cancellationToken), cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            return Task.FromResult(new FaultResult(fault, exception.Message, null, 0, null));
        }
    }

    private async Task<FaultResult> BreakAsync(Fault fault, CancellationToken cancellationToken)
    {
        await kubectl.RunAsync(["create", "namespace", fault.Namespace], null, cancellationToken);
        await kubectl.RunAsync(fault.Namespace, fault.Before, cancellationToken);
        if (fault.Before.Any(step => step.Contains("kind: Deployment", StringComparison.Ordinal)))
            await kubectl.RunAsync(fault.Namespace, ["wait --for=condition=Available deployment --all --timeout=60s"], cancellationToken);
        using var watched = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var symptoms = new Symptoms(cluster, fault);
        var watching = symptoms.RunAsync(watched.Token);
        await kubectl.RunAsync(fault.Namespace, fault.Break, cancellationToken);
        symptoms.Broken();
        var answered = await UntilAsync(async () => await AnswerAsync(fault, cancellationToken) == Expected(fault), Patience, Pause, cancellationToken);
        var seconds = answered is { } at ? (double?)Stopwatch.GetElapsedTime(symptoms.FirstAt, at).TotalSeconds : null;
        await Task.Delay(Steady, TimeProvider.System, cancellationToken);
        await watched.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var (answer, incidents) = (await AnswerAsync(fault, cancellationToken), (await IncidentsAsync(fault, cancellationToken)).Count);
        await kubectl.RunAsync(fault.Namespace, fault.Mend, cancellationToken);
        return new FaultResult(fault, answer, seconds, incidents, null);
    }

    private async Task<FaultResult> WaitAsync(FaultResult result, CancellationToken cancellationToken)
    {
        var mending = Stopwatch.GetTimestamp();
        var mended = await UntilAsync(async () => await IsOverAsync(result.Fault, cancellationToken), MendPatience, MendPause, cancellationToken);
        return result with { MendedSeconds = mended is { } end ? Stopwatch.GetElapsedTime(mending, end).TotalSeconds : null };
    }

    /// <summary>The incidents of the fault: those about its namespace or its object.</summary>
    public async Task<List<IncidentAnswer>> IncidentsAsync(Fault fault, CancellationToken cancellationToken) =>
        [.. (await IncidentsAsync(cancellationToken)).Where(incident => incident.Status != "merged" && incident.ResourceIds.Any(id => IsOf(fault, id)))];

    /// <summary>All incidents.</summary>
    public async Task<IReadOnlyList<IncidentAnswer>> IncidentsAsync(CancellationToken cancellationToken) =>
        (await platform.GetFromJsonAsync<IncidentPage>("api/v1/incidents?limit=500", Json, cancellationToken))!.Incidents;

    private static System.Text.Json.JsonSerializerOptions Json { get; } = new(System.Text.Json.JsonSerializerDefaults.Web) { PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower };

    private static string Expected(Fault fault) => $"{fault.Cause} {fault.Object.Replace("{ns}", fault.Namespace, StringComparison.Ordinal)}";

    private static bool IsOf(Fault fault, string id) =>
        id.Split('/') is [_, var kind, var @namespace, var name] && (@namespace == fault.Namespace || $"{kind}/{name}" == fault.Object.Replace("{ns}", fault.Namespace, StringComparison.Ordinal) && @namespace.Length == 0);

    private async Task<string> AnswerAsync(Fault fault, CancellationToken cancellationToken)
    {
        if (fault.IsFinding)
        {
            var standing = await FindingsAsync(fault, cancellationToken);
            return string.Join(", ", standing.Select(finding => $"{finding.Finding.Cause} {About(finding.Finding.Resource)}"));
        }
        if (await IncidentsAsync(fault, cancellationToken) is not [var incident, ..]) return "no incident";
        var rca = await platform.GetFromJsonAsync<RcaAnswer>($"api/v1/rca?incident_id={incident.Id}", Json, cancellationToken);
        return rca?.Causes is [var first, ..] ? $"{first.Cause} {first.Object.Kind}/{first.Object.Name}" : "no cause";
    }

    private async Task<List<FindingAnswer>> FindingsAsync(Fault fault, CancellationToken cancellationToken) =>
        [.. (await platform.GetFromJsonAsync<FindingPage>("api/v1/findings?limit=500", Json, cancellationToken))!.Findings.Where(finding => IsOf(fault, finding.Finding.Resource))];

    private async Task<bool> IsOverAsync(Fault fault, CancellationToken cancellationToken) => fault.IsFinding
        ? (await FindingsAsync(fault, cancellationToken)).TrueForAll(finding => finding.Finding.Cause != fault.Cause)
        : (await IncidentsAsync(fault, cancellationToken)).TrueForAll(incident => incident.Status == "closed");

    private static string About(string id) => id.Split('/') is [_, var kind, _, var name] ? $"{kind}/{name}" : id;

    /// <summary>When something holds for the first time, in the clock's timestamps; null where it does not in time.</summary>
    private static async Task<long?> UntilAsync(Func<Task<bool>> holds, TimeSpan patience, TimeSpan pause, CancellationToken cancellationToken)
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < patience; await Task.Delay(pause, TimeProvider.System, cancellationToken))
            if (await holds()) return Stopwatch.GetTimestamp();
        return null;
    }
}
