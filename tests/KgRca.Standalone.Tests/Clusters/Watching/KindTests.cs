using System.Diagnostics;

namespace KgRca.Standalone.Tests.Clusters.Watching;

/// <summary>A kind that the user has named, and that a real control plane has at times.</summary>
public sealed class KindTests(ITestOutputHelper output)
{
    private const string Definition = "customresourcedefinition/widgets.example.com";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_KindComesGoesAndComesBack_TellsOfItsObjectsAndDisturbsNoOther()
    {
        await using var watched = await StartAsync();
        await watched.SettleAsync(Token);
        Assert.Contains("example.com/v1/widgets: the cluster does not serve example.com/v1 yet", watched.Agent.Output);

        watched.Churn.Start(Token);
        await watched.Churn.WaitAsync(3, Token);
        await MakeAsync(watched, "first");
        await DeleteAsync(watched, "first");
        await MakeAsync(watched, "second");
        // No time between them: a watch may be open still.
        await watched.Kubectl.RunAsync(["delete", Definition], null, Token);
        await MakeAsync(watched, "third");
        await UntilAsync(watched, "second deleted", () => watched.Told.IsGone(Key("second")));
        await DeleteAsync(watched, "third");
        await watched.Churn.EndAsync();
        await watched.SettleAsync(Token);
        Report(watched);
        // That the account may not see Secrets is known.
        Assert.DoesNotContain(
            watched.Agent.Output.Split('\n'),
            line =>
                line.Contains("the API server returned", StringComparison.Ordinal)
                && !line.Contains("widgets", StringComparison.Ordinal)
                && !line.Contains("secrets", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Watch_KindGoesWhileTheApiServerIsAway_TellsThatItsObjectsAreGone()
    {
        await using var watched = await StartAsync();
        await MakeAsync(watched, "first");
        await watched.RestartPlaneAsync(Token);
        await watched.Churn.RunAsync(1, Token);
        await watched.SettleAsync(Token);
        // It says for a while then that it does not have the kind.
        Assert.False(watched.Told.WasGone(Key("first")));

        var port = watched.Plane.Port;
        await watched.Plane.KillApiServerAsync(Token);
        // At another port, where the agent does not look, the cluster lives on.
        await watched.Plane.StartAsync(FreePorts.First(6), Token);
        await watched.Kubectl.RunAsync(["delete", Definition], null, Token);
        await watched.Plane.KillApiServerAsync(Token);
        await watched.Plane.StartAsync(port, Token);
        await UntilAsync(watched, "first deleted", () => watched.Told.IsGone(Key("first")));
        await MakeAsync(watched, "second");
        await watched.SettleAsync(Token);
        Report(watched);
    }

    private static async Task<WatchedChurn> StartAsync()
    {
        var watched = await WatchedChurn.StartAsync(Token);
        foreach (var right in CustomKinds.Rights)
            await watched.Kubectl.RunAsync("default", right, Token);
        watched.StartAgent("example.com/v1/widgets");
        return watched;
    }

    private async Task MakeAsync(WatchedChurn watched, string name)
    {
        await watched.Kubectl.RunAsync("default", CustomKinds.Widget, Token);
        await watched.Kubectl.RunAsync(
            ["wait", "--for=condition=Established", Definition, "--timeout=60s"],
            null,
            Token
        );
        await watched.Kubectl.RunAsync(
            Churn.Namespace,
            $$"""{apiVersion: example.com/v1, kind: Widget, metadata: {name: {{name}} }, spec: {size: 3} }""",
            Token
        );
        await UntilAsync(watched, $"{name} made", () => watched.Told.IsThere(Key(name)));
    }

    private async Task DeleteAsync(WatchedChurn watched, string name)
    {
        await watched.Kubectl.RunAsync(["delete", Definition], null, Token);
        await UntilAsync(watched, $"{name} deleted", () => watched.Told.IsGone(Key(name)));
    }

    private async Task UntilAsync(WatchedChurn watched, string what, Func<bool> holds)
    {
        var done = Stopwatch.StartNew();
        await watched.UntilAsync(holds, Token);
        output.WriteLine($"{what}: told after {done.Elapsed.TotalSeconds:0.0} s");
    }

    private void Report(WatchedChurn watched) =>
        output.WriteLine($"{watched.Told.Count} records of {watched.Churn.Rounds} rounds\n{watched.Agent.Output}");

    private static string Key(string name) => $"{AgentProcess.Cluster}/Widget/{Churn.Namespace}/{name}";
}
