using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters.Watching;

/// <summary>
/// Work that goes on in a cluster, in rounds: each makes a Deployment, a Service, a Job and a quota, changes and scales
/// those of the round before, and deletes those of the round before that. What cannot be done now is tried again.
/// </summary>
internal sealed class Churn(Kubectl kubectl)
{
    public const string Namespace = "churn";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private volatile bool _isEnding;
    private Task _running = Task.CompletedTask;

    /// <summary>The rounds that were done.</summary>
    public int Rounds { get; private set; }

    /// <summary>Makes the namespace.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) =>
        kubectl.RunAsync(["create", "namespace", Namespace], null, cancellationToken);

    /// <summary>Does rounds from now on.</summary>
    public void Start(CancellationToken cancellationToken)
    {
        _isEnding = false;
        _running = RunAsync(cancellationToken);
    }

    /// <summary>Ends after the present round.</summary>
    public Task EndAsync()
    {
        _isEnding = true;
        return _running;
    }

    /// <summary>Does so many rounds more.</summary>
    public async Task RunAsync(int rounds, CancellationToken cancellationToken)
    {
        for (; rounds > 0; rounds--)
            await RoundAsync(cancellationToken);
    }

    /// <summary>Waits until so many more rounds were done since it was started.</summary>
    public async Task WaitAsync(int rounds, CancellationToken cancellationToken)
    {
        for (
            var first = Rounds;
            Rounds < first + rounds;
            await Task.Delay(Pause, TimeProvider.System, cancellationToken)
        )
            if (_running.IsCompleted)
                await _running;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!_isEnding)
            await RoundAsync(cancellationToken);
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        var (made, changed, deleted) = ($"r{Rounds}", $"r{Rounds - 1}", $"r{Rounds - 2}");
        await UntilDoneAsync(
            ["apply", "-f", "-"],
            string.Join("\n---\n", ["", .. New(made), .. Rounds > 0 ? Changed(changed) : []]),
            cancellationToken
        );
        if (Rounds > 0)
            await UntilDoneAsync(["scale", "deployment", changed, "--replicas=3"], null, cancellationToken);
        if (Rounds > 1)
            await UntilDoneAsync(
                [
                    "delete",
                    "--ignore-not-found",
                    "--wait=false",
                    $"deployment/{deleted}",
                    $"service/{deleted}",
                    $"job/{deleted}",
                    $"resourcequota/{deleted}",
                ],
                null,
                cancellationToken
            );
        Rounds++;
    }

    private static string[] New(string name) =>
        [Deployment(name), Service(name, name), Job(name), Quota("pods: 40", name)];

    private static string[] Changed(string name) =>
        [
            Deployment(name, container: "env: [{name: MODE, value: fast}],"),
            Service(name, name, "port: 81, targetPort: 8080"),
            Quota("pods: 50", name),
        ];

    private async Task UntilDoneAsync(string[] step, string? input, CancellationToken cancellationToken)
    {
        for (; ; )
        {
            try
            {
                await kubectl.RunAsync(["-n", Namespace, .. step], input, cancellationToken);
                return;
            }
            catch (InvalidOperationException)
            {
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
    }
}
