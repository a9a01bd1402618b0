using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters;

/// <summary>A Deployment that is rolled out again and again while other things happen.</summary>
internal sealed class EndlessRollout(Kubectl kubectl)
{
    private const string Namespace = "rolling";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private volatile bool _isEnding;

    /// <summary>How often it was rolled out.</summary>
    public int Rounds { get; private set; }

    /// <summary>Lets the present rollout be the last.</summary>
    public void End() => _isEnding = true;

    /// <summary>Rolls out until <see cref="End"/>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await kubectl.RunAsync(["create", "namespace", Namespace], null, cancellationToken);
        await kubectl.RunAsync(Namespace, Service(), cancellationToken);
        for (; !_isEnding; Rounds++)
        {
            await kubectl.RunAsync(
                Namespace,
                Deployment(replicas: 3, container: $$"""env: [{name: ROUND, value: "{{Rounds}}"}],"""),
                cancellationToken
            );
            await kubectl.RunAsync(Namespace, "rollout status deployment web --timeout=120s", cancellationToken);
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }
}
