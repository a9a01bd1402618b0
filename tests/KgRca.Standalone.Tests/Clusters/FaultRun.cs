using System.Diagnostics;
using System.Net.Http.Json;
using KgRca.Api.Incidents;

namespace KgRca.Standalone.Tests.Clusters;

/// <summary>Breaks things in a cluster that an agent watches, and asks the platform why.</summary>
internal sealed class FaultRun(Kubectl kubectl, k8s.Kubernetes cluster, PlatformAnswers platform, HttpClient agent)
{
    private static readonly TimeSpan NamedPatience = TimeSpan.FromSeconds(160);
    private static readonly TimeSpan OpenedPatience = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan MendPatience = TimeSpan.FromSeconds(180);

    // So long the answer must stay right, and the incident the only one.
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(5);
    private const string Log = "log ";

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
        (await platform.ReadAsync(cancellationToken)).Incidents;

    /// <summary>The errors of a fault's incidents, a line each.</summary>
    public async Task<string> DescribeAsync(Fault fault, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach (var incident in Of(fault, await platform.ReadAsync(cancellationToken)))
        {
            lines.Add(
                $"{fault.Name}: {incident.Title}, {incident.Status}, since {incident.StartedAt:HH:mm:ss}, last error {incident.LastErrorAt:HH:mm:ss}"
            );
            lines.AddRange(
                (await platform.DetailAsync(incident, cancellationToken)).Errors.Select(error =>
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
        var naming = platform.UntilAsync(
            state => IsNamedAsync(fault, state, cancellationToken),
            NamedPatience,
            cancellationToken
        );
        var written = await RunAsync(fault, fault.Break, cancellationToken);
        symptoms.Broken();
        var named = await naming;
        var answered = fault.IsFinding
            ? named
            : await platform.UntilAsync(
                async state => await FirstAnswerAsync(fault, state, cancellationToken) == fault.Answer,
                OpenedPatience,
                cancellationToken
            );
        await Task.Delay(Steady, TimeProvider.System, cancellationToken);
        await watched.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var state = await platform.ReadAsync(cancellationToken);
        var answer = fault.IsFinding
            ? string.Join(", ", FindingsOf(fault, state))
            : await FirstAnswerAsync(fault, state, cancellationToken);
        var result = new FaultResult(
            fault,
            answer,
            symptoms.Until(named),
            answered is { } at ? SecondsSince(written + fault.WellFor * Stopwatch.Frequency, at) : null,
            Of(fault, state).Count
        );
        await RunAsync(fault, fault.Mend, cancellationToken);
        return result;
    }

    /// <summary>Does steps.</summary>
    /// <returns>When the last of them began, in the clock's timestamps.</returns>
    private async Task<long> RunAsync(Fault fault, IEnumerable<string> steps, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var step in steps)
        {
            began = Stopwatch.GetTimestamp();
            if (step.StartsWith(Log, StringComparison.Ordinal))
                await LogAsync(fault.Namespace, step[Log.Length..], cancellationToken);
            else
                await kubectl.RunAsync(fault.Namespace, step, cancellationToken);
        }
        return began;
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
        var closed = await platform.UntilAsync(
            state => Task.FromResult(IsOver(result.Fault, state)),
            MendPatience,
            cancellationToken
        );
        return result with { Closed = closed is { } at ? SecondsSince(mended, at) : null };
    }

    private async Task<bool> IsNamedAsync(Fault fault, PlatformState state, CancellationToken cancellationToken)
    {
        var findings = FindingsOf(fault, state);
        if (fault.IsFinding)
            return findings.Contains(fault.Answer);
        return findings.Exists(finding => finding.StartsWith(fault.Cause + " ", StringComparison.Ordinal))
            || await FirstAnswerAsync(fault, state, cancellationToken) == fault.Answer;
    }

    private async Task<string> FirstAnswerAsync(Fault fault, PlatformState state, CancellationToken cancellationToken)
    {
        if (Of(fault, state) is not [var incident, ..])
            return "no incident";
        if (await platform.FirstAsync(incident, cancellationToken) is not { } first)
            return "no cause";
        var elsewhere = first.Object.Namespace is { } other && other != fault.Namespace ? $" in {other}" : "";
        return $"{first.Cause} {first.Object.Kind}/{first.Object.Name}{elsewhere}";
    }

    private static double SecondsSince(long began, long at) =>
        Math.Max(0, Stopwatch.GetElapsedTime(began, at).TotalSeconds);

    private static bool IsOver(Fault fault, PlatformState state) =>
        fault.IsFinding
            ? !FindingsOf(fault, state).Contains(fault.Answer)
            : Of(fault, state).TrueForAll(incident => incident.Status == "closed");

    private static List<IncidentAnswer> Of(Fault fault, PlatformState state) =>
        [.. state.Incidents.Where(incident => incident.ResourceIds.Any(fault.Concerns))];

    private static List<string> FindingsOf(Fault fault, PlatformState state) =>
        [
            .. state
                .Findings.Where(finding => fault.Concerns(finding.Resource))
                .Select(finding => $"{finding.Cause} {About(finding.Resource)}")
                .Distinct(),
        ];

    private static string About(string id) => id.Split('/') is [_, var kind, _, var name] ? $"{kind}/{name}" : id;
}
