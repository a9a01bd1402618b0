using System.Text.Json;

namespace KgRca.Standalone.Tests.Clusters.Watching;

/// <summary>
/// An agent that watches a real control plane through faults of it: in the end, all that there is was told, each thing
/// once, and all that is gone as well.
/// </summary>
public sealed class WatchFaultTests(ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_ApiServerKilledWhileWorkGoesOn_LosesAndDoublesNothing()
    {
        await using var watched = await WatchedChurn.StartAsync(Token);
        watched.StartAgent();
        await watched.SettleAsync(Token);
        watched.Churn.Start(Token);
        await watched.Churn.WaitAsync(3, Token);
        await watched.RestartPlaneAsync(Token);
        await watched.Churn.WaitAsync(3, Token);
        await watched.Churn.EndAsync();
        await watched.SettleAsync(Token);
        Report(watched);
    }

    [Fact]
    public async Task Watch_HistoryCompactedWhileItWasAway_TellsOfAllThatChangedAndVanished()
    {
        await using var watched = await WatchedChurn.StartAsync(Token);
        watched.StartAgent();
        await watched.Churn.RunAsync(3, Token);
        await watched.SettleAsync(Token);
        var port = watched.Plane.Port;
        var before = await VersionAsync(watched);
        await watched.Plane.KillApiServerAsync(Token);
        // At another port, where the agent does not look, the cluster lives on.
        await watched.Plane.StartAsync(FreePorts.First(6), Token);
        await watched.Churn.RunAsync(3, Token);
        await watched.Plane.CompactAsync(Token);
        await watched.Plane.KillApiServerAsync(Token);
        await watched.Plane.StartAsync(port, Token);
        Assert.Contains(
            "\"code\":410",
            await watched.Kubectl.RunAsync(
                ["get", "--raw", $"/apis/events.k8s.io/v1/events?watch=true&timeoutSeconds=5&resourceVersion={before}"],
                null,
                Token
            )
        );
        await watched.SettleAsync(Token);
        Assert.True(watched.Told.IsGone(Key("Deployment", "r1")));
        await watched.Churn.RunAsync(1, Token);
        await watched.SettleAsync(Token);
        Report(watched);
    }

    [Fact]
    public async Task Watch_AgentKilledWhileWorkGoesOn_TellsOfWhatVanishedAndOfItsEdges()
    {
        await using var watched = await WatchedChurn.StartAsync(Token);
        watched.StartAgent();
        await watched.Churn.RunAsync(2, Token);
        await watched.SettleAsync(Token);
        await watched.KillAgentAsync();
        await watched.Churn.RunAsync(3, Token);
        watched.StartAgent();
        await watched.SettleAsync(Token);
        Assert.True(watched.Told.IsGone(Key("Deployment", "r1")));
        Report(watched);
    }

    [Fact]
    public async Task Watch_SnapshotAskedFor_TellsOfAllOnceMoreAndOfWhatChangesMeanwhile()
    {
        await using var watched = await WatchedChurn.StartAsync(Token);
        watched.StartAgent();
        await watched.Churn.RunAsync(2, Token);
        await watched.SettleAsync(Token);
        await watched.SnapshotAsync(Token);
        await watched.UntilAsync(() => watched.Told.Awaited == 0, Token);
        await watched.SnapshotAsync(Token);
        await watched.Churn.RunAsync(2, Token);
        await watched.SettleAsync(Token);
        Report(watched);
    }

    [Fact]
    public async Task Watch_LogsAreTailed_TellsOfErrorsOnceThoughTheApiServerIsRestarted()
    {
        await using var watched = await WatchedChurn.StartAsync(Token);
        await watched.Kubectl.RunAsync(
            ["apply", "-f", RepositoryFolder.Of("deploy", "agent", "components", "tail-logs", "cluster-role.yaml")],
            null,
            Token
        );
        await watched.Kubectl.RunAsync("default", Shapes.Deployment(), Token);
        await watched.Kubectl.RunAsync("default", "wait --for=condition=Available deployment/web --timeout=60s", Token);
        watched.TailsLogs = true;
        watched.StartAgent();
        await LogAsync(watched, "ERROR cannot open the ledger");
        await watched.UntilAsync(() => watched.Told.Lines("cannot open the ledger") == 1, Token);
        await watched.RestartPlaneAsync(Token);
        await LogAsync(watched, "ERROR cannot close the ledger");
        await watched.UntilAsync(() => watched.Told.Lines("cannot close the ledger") == 1, Token);
        Assert.Equal(1, watched.Told.Lines("cannot open the ledger"));
        Report(watched);
    }

    [Fact]
    public async Task Watch_RightsComeAndGo_SaysSoAndTellsOfEachKindOnceItMaySeeIt()
    {
        await using var watched = await WatchedChurn.StartAsync(Token);
        var rights = new AgentRights(watched.Kubectl);
        await rights.TakeAllAsync(Token);
        watched.StartAgent();
        await watched.Churn.RunAsync(2, Token);
        await watched.UntilAsync(
            () =>
                watched.Agent.Output.Contains(
                    "The account has no permission to list any watched kind",
                    StringComparison.Ordinal
                ),
            Token
        );
        Assert.Contains("pods: the API server returned 403: pods is forbidden", watched.Agent.Output);

        await rights.GiveSomeAsync(["services", "resourcequotas", "deployments"], Token);
        await watched.UntilAsync(
            () =>
                watched.Told.IsThere(Key("Deployment", "r1"))
                && watched.Told.IsThere(Key("Service", "r1"))
                && watched.Told.IsThere(Key("ResourceQuota", "r1")),
            Token
        );
        await watched.SettleAsync(Token);
        Assert.Contains("deployments: access restored.", watched.Agent.Output);

        await rights.GiveAllAsync(Token);
        await watched.UntilAsync(() => watched.Told.IsThere(Key("Job", "r1")), Token);
        await watched.SettleAsync(Token);

        // A watch that is open goes on: rights are looked at when the next one begins.
        await rights.TakeAllAsync(Token);
        await rights.GiveSomeAsync(["deployments"], Token);
        await watched.RestartPlaneAsync(Token);
        await watched.UntilAsync(
            () =>
                watched.Agent.Output.Contains(
                    "jobs: access lost: the API server returned 403: jobs.batch is forbidden",
                    StringComparison.Ordinal
                ),
            Token
        );
        await watched.Churn.RunAsync(2, Token);
        await watched.UntilAsync(() => watched.Told.IsGone(Key("Deployment", "r1")), Token);
        Assert.True(watched.Told.IsThere(Key("Service", "r1")));

        await rights.GiveAllAsync(Token);
        await watched.UntilAsync(() => watched.Told.IsGone(Key("Service", "r1")), Token);
        await watched.SettleAsync(Token);
        Assert.False(watched.Agent.HasExited);
        Assert.Equal(AgentProcess.Cluster, Assert.Single(await watched.AgentsAsync(Token)).InstanceId);
        Report(watched);
    }

    [Fact]
    public async Task Watch_TokenRevoked_SaysSoAndGoesOnWithTheNextOne()
    {
        await using var watched = await WatchedChurn.StartAsync(Token);
        await watched.Kubectl.RunAsync(
            ["-n", AgentAccount.Namespace, "create", "secret", "generic", "bound"],
            null,
            Token
        );
        await watched.GiveTokenAsync(
            await AgentAccount.CreateTokenAsync(
                watched.Kubectl,
                Token,
                "--bound-object-kind=Secret",
                "--bound-object-name=bound"
            ),
            Token
        );
        watched.StartAgent();
        await watched.Churn.RunAsync(2, Token);
        await watched.SettleAsync(Token);
        await watched.Kubectl.RunAsync(["-n", AgentAccount.Namespace, "delete", "secret", "bound"], null, Token);
        await watched.RestartPlaneAsync(Token);
        await watched.Churn.RunAsync(2, Token);
        await watched.UntilAsync(
            () =>
                watched.Agent.Output.Contains(
                    "rejects the agent's credentials: Unauthorized",
                    StringComparison.Ordinal
                ),
            Token
        );
        await watched.GiveTokenAsync(await AgentAccount.CreateTokenAsync(watched.Kubectl, Token), Token);
        await watched.UntilAsync(() => watched.Told.IsGone(Key("Service", "r1")), Token);
        await watched.SettleAsync(Token);
        Report(watched);
    }

    private static Task LogAsync(WatchedChurn watched, string line) =>
        File.AppendAllTextAsync(
            watched.Plane.Log,
            $"{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffffff}00Z stderr F {line}\n",
            Token
        );

    private static string Key(string kind, string name) => $"{AgentProcess.Cluster}/{kind}/{Churn.Namespace}/{name}";

    private void Report(WatchedChurn watched) =>
        output.WriteLine($"{watched.Told.Count} records of {watched.Churn.Rounds} rounds\n{watched.Agent.Output}");

    private static async Task<string?> VersionAsync(WatchedChurn watched)
    {
        using var list = JsonDocument.Parse(
            await watched.Kubectl.RunAsync(["get", "--raw", "/apis/events.k8s.io/v1/events?limit=1"], null, Token)
        );
        return list.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString();
    }
}
