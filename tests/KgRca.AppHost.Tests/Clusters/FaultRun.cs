using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using KgRca.Api.Causes;
using KgRca.Api.Findings;
using KgRca.Api.Incidents;

namespace KgRca.AppHost.Tests.Clusters;

/// <summary>Breaks things in a cluster that an agent watches, and asks the platform why.</summary>
internal sealed class FaultRun(Kubectl kubectl, k8s.Kubernetes cluster, HttpClient platform, HttpClient agent)
{
    private static readonly TimeSpan NamedPatience = TimeSpan.FromSeconds(160);
    private static readonly TimeSpan OpenedPatience = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan MendPatience = TimeSpan.FromSeconds(180);

    // So long the answer must stay right, and the incident the only one.
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(5);
    private const string Log = "log ";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(2);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>Lets all stand, breaks it, waits for the answer, and mends it.</summary>
    /// <returns>Ends once the mending was seen.</returns>
    public async Task<Task<FaultResult>> RunAsync(Fault fault, CancellationToken cancellationToken)
    {
        try
        {
            return CloseAsync(await BreakAsync(fault, cancellationToken), cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            return Task.FromResult(new FaultResult(fault, exception.Message));
        }
    }

    /// <summary>All incidents that were not merged into others.</summary>
    public async Task<IReadOnlyList<IncidentAnswer>> IncidentsAsync(CancellationToken cancellationToken) =>
        [
            .. (
                await platform.GetFromJsonAsync<IncidentPage>("api/v1/incidents?limit=500", Json, cancellationToken)
            )!.Incidents.Where(incident => incident.Status != "merged"),
        ];

    /// <summary>The errors of a fault's incidents, a line each.</summary>
    public async Task<string> DescribeAsync(Fault fault, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach (var incident in await IncidentsAsync(fault, cancellationToken))
        {
            var detail = await platform.GetFromJsonAsync<IncidentDetail>(
                $"api/v1/incidents/{incident.Id}",
                Json,
                cancellationToken
            );
            lines.Add(
                $"{fault.Name}: {incident.Title}, {incident.Status}, since {incident.StartedAt:HH:mm:ss}, last error {incident.LastErrorAt:HH:mm:ss}"
            );
            lines.AddRange(
                detail!.Errors.Select(error =>
                    $"  {error.EventTime:HH:mm:ss} {error.Source} {error.Reason} {error.Resource}: {error.Message}"
                )
            );
        }
        return string.Join('\n', lines);
    }

    private async Task<FaultResult> BreakAsync(Fault fault, CancellationToken cancellationToken)
    {
        await kubectl.RunAsync(["create", "namespace", fault.Namespace], null, cancellationToken);
        await RunAsync(fault, fault.Before, cancellationToken);
        if (fault.Before.Any(step => step.Contains("kind: Deployment", StringComparison.Ordinal)))
            await kubectl.RunAsync(
                fault.Namespace,
                "wait --for=condition=Available deployment --all --timeout=60s",
                cancellationToken
            );
        using var watched = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var symptoms = new Symptoms(cluster, fault);
        var watching = symptoms.RunAsync(watched.Token);
        // Looked for from the first step on: a fault may show before its last.
        var naming = UntilAsync(
            async () => await IsNamedAsync(fault, cancellationToken),
            NamedPatience,
            Pause,
            cancellationToken
        );
        await RunAsync(fault, fault.Break, cancellationToken);
        symptoms.Broken();
        var named = await naming;
        var opened = fault.IsFinding
            ? null
            : await UntilAsync(
                async () => await FirstAnswerAsync(fault, cancellationToken) == fault.Answer,
                OpenedPatience,
                Pause,
                cancellationToken
            );
        await Task.Delay(Steady, TimeProvider.System, cancellationToken);
        await watched.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var answer = fault.IsFinding
            ? string.Join(", ", await FindingsAsync(fault, cancellationToken))
            : await FirstAnswerAsync(fault, cancellationToken);
        var result = new FaultResult(
            fault,
            answer,
            symptoms.Until(named),
            symptoms.Until(opened),
            (await IncidentsAsync(fault, cancellationToken)).Count
        );
        await RunAsync(fault, fault.Mend, cancellationToken);
        return result;
    }

    private async Task RunAsync(Fault fault, IEnumerable<string> steps, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            if (step.StartsWith(Log, StringComparison.Ordinal))
                await LogAsync(fault.Namespace, step[Log.Length..], cancellationToken);
            else
                await kubectl.RunAsync(fault.Namespace, step, cancellationToken);
        }
    }

    /// <summary>Has the first Pod of a namespace log a line, as Vector sends it to the agent.</summary>
    private async Task LogAsync(string @namespace, string text, CancellationToken cancellationToken)
    {
        var line = new
        {
            message = text,
            timestamp = TimeProvider.System.GetUtcNow(),
            kubernetes = new
            {
                pod_name = await kubectl.PodAsync(@namespace, cancellationToken),
                pod_namespace = @namespace,
                container_name = "main",
            },
        };
        using var answer = await agent.PostAsJsonAsync("logs/vector", line, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<FaultResult> CloseAsync(FaultResult result, CancellationToken cancellationToken)
    {
        var mended = Stopwatch.GetTimestamp();
        var closed = await UntilAsync(
            async () => await IsOverAsync(result.Fault, cancellationToken),
            MendPatience,
            LongPause,
            cancellationToken
        );
        return result with { Closed = closed is { } at ? Stopwatch.GetElapsedTime(mended, at).TotalSeconds : null };
    }

    private async Task<bool> IsNamedAsync(Fault fault, CancellationToken cancellationToken) =>
        fault.IsFinding
            ? (await FindingsAsync(fault, cancellationToken)).Contains(fault.Answer)
            : (await FindingsAsync(fault, cancellationToken)).Any(finding =>
                finding.StartsWith(fault.Cause + " ", StringComparison.Ordinal)
            )
                || await FirstAnswerAsync(fault, cancellationToken) == fault.Answer;

    private async Task<bool> IsOverAsync(Fault fault, CancellationToken cancellationToken) =>
        fault.IsFinding
            ? !(await FindingsAsync(fault, cancellationToken)).Contains(fault.Answer)
            : (await IncidentsAsync(fault, cancellationToken)).TrueForAll(incident => incident.Status == "closed");

    private async Task<List<IncidentAnswer>> IncidentsAsync(Fault fault, CancellationToken cancellationToken) =>
        [.. (await IncidentsAsync(cancellationToken)).Where(incident => incident.ResourceIds.Any(fault.Concerns))];

    private async Task<string> FirstAnswerAsync(Fault fault, CancellationToken cancellationToken)
    {
        if (await IncidentsAsync(fault, cancellationToken) is not [var incident, ..])
            return "no incident";
        var rca = await platform.GetFromJsonAsync<RcaAnswer>(
            $"api/v1/rca?incident_id={incident.Id}",
            Json,
            cancellationToken
        );
        if (rca?.Causes is not [var first, ..])
            return "no cause";
        var elsewhere = first.Object.Namespace is { } other && other != fault.Namespace ? $" in {other}" : "";
        return $"{first.Cause} {first.Object.Kind}/{first.Object.Name}{elsewhere}";
    }

    private async Task<List<string>> FindingsAsync(Fault fault, CancellationToken cancellationToken) =>
        [
            .. (await platform.GetFromJsonAsync<FindingPage>("api/v1/findings?limit=500", Json, cancellationToken))!
                .Findings.Where(finding => fault.Concerns(finding.Finding.Resource))
                .Select(finding => $"{finding.Finding.Cause} {About(finding.Finding.Resource)}")
                .Distinct(),
        ];

    private static string About(string id) => id.Split('/') is [_, var kind, _, var name] ? $"{kind}/{name}" : id;

    /// <summary>
    /// When something holds for the first time, in the clock's timestamps; null where it does not in time.
    /// </summary>
    private static async Task<long?> UntilAsync(
        Func<Task<bool>> holds,
        TimeSpan patience,
        TimeSpan pause,
        CancellationToken cancellationToken
    )
    {
        for (
            var started = Stopwatch.GetTimestamp();
            Stopwatch.GetElapsedTime(started) < patience;
            await Task.Delay(pause, TimeProvider.System, cancellationToken)
        )
            if (await holds())
                return Stopwatch.GetTimestamp();
        return null;
    }
}
