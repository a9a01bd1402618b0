namespace KgRca.Standalone.Tests.Clusters.Watching;

/// <summary>
/// While an agent is away, objects of every kind are made, changed, deleted, and deleted and made again. Once it is
/// back, <c>GET resources</c> has what <c>kubectl get</c> has.
/// </summary>
public sealed class AbsenceTests(ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_AgentKilledWhileAllKindsChange_ResourcesAreWhatKubectlGets()
    {
        await using var watched = await WatchedChurn.StartAsync(Token);
        await watched.Kubectl.RunAsync(
            [
                "apply",
                "-f",
                RepositoryFolder.Of("deploy", "agent", "components", "secrets-metadata", "cluster-role.yaml"),
            ],
            null,
            Token
        );
        foreach (var name in (string[])["changed", "deleted", "remade", "lost"])
            await ApplyAsync(watched, EveryKind.Manifest(name, "one"));
        watched.StartAgent();
        await watched.UntilAlikeAsync(Token);

        // What it has told is remembered with the spool.
        await watched.KillAgentAsync();
        await ChangeAsync(watched, "made", "changed", "deleted", "remade");
        watched.StartAgent();
        await watched.UntilAlikeAsync(Token);

        // And without: nobody can tell what vanished but by what is not listed.
        await watched.KillAgentAsync();
        watched.LoseSpool();
        await ChangeAsync(watched, "made-later", "made", "lost", "changed");
        watched.StartAgent();
        await watched.UntilAlikeAsync(Token);
        output.WriteLine($"{watched.Told.Count} records\n{watched.Agent.Output}");
    }

    private static async Task ChangeAsync(
        WatchedChurn watched,
        string made,
        string changed,
        string deleted,
        string remade
    )
    {
        await watched.Kubectl.RunAsync(
            ["-n", Churn.Namespace, "delete", "--now", "--timeout=60s", "-f", "-"],
            $"{EveryKind.Manifest(deleted, "one")}\n---\n{EveryKind.Manifest(remade, "one")}",
            Token
        );
        foreach (
            var (name, version) in (ValueTuple<string, string>[])[(made, "one"), (changed, "two"), (remade, "two")]
        )
            await ApplyAsync(watched, EveryKind.Manifest(name, version));
    }

    private static Task<string> ApplyAsync(WatchedChurn watched, string manifest) =>
        watched.Kubectl.RunAsync(["-n", Churn.Namespace, "apply", "-f", "-"], manifest, Token);
}
