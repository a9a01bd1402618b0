namespace KgRca.Standalone.Tests.Clusters.Watching;

/// <summary>What the agent's account may list and watch.</summary>
internal sealed class AgentRights(Kubectl kubectl)
{
    private const string Some = "some";

    /// <summary>Nothing.</summary>
    public Task TakeAllAsync(CancellationToken cancellationToken) =>
        kubectl.RunAsync(
            [
                "delete",
                "--ignore-not-found",
                $"clusterrolebinding/{AgentAccount.Name}",
                $"clusterrolebinding/{Some}",
                $"clusterrole/{Some}",
            ],
            null,
            cancellationToken
        );

    /// <summary>These kinds too.</summary>
    public async Task GiveSomeAsync(string[] plurals, CancellationToken cancellationToken)
    {
        await kubectl.RunAsync(
            ["create", "clusterrole", Some, "--verb=get,list,watch", $"--resource={string.Join(',', plurals)}"],
            null,
            cancellationToken
        );
        await kubectl.RunAsync(
            [
                "create",
                "clusterrolebinding",
                Some,
                $"--clusterrole={Some}",
                $"--serviceaccount={AgentAccount.Namespace}:{AgentAccount.Name}",
            ],
            null,
            cancellationToken
        );
    }

    /// <summary>All that the agent is installed with.</summary>
    public Task GiveAllAsync(CancellationToken cancellationToken) =>
        kubectl.RunAsync(
            ["apply", "-f", RepositoryFolder.Of("deploy", "agent", "base", "cluster-role-binding.yaml")],
            null,
            cancellationToken
        );
}
