namespace KgRca.Standalone.Tests.Clusters;

/// <summary>The account that the agent is installed with.</summary>
internal static class AgentAccount
{
    public const string Namespace = "kgrca";
    public const string Name = "kgrca-agent";

    /// <summary>Installs the agent, which nothing runs: the account is there then, with its rights.</summary>
    public static async Task InstallAsync(Kubectl kubectl, CancellationToken cancellationToken)
    {
        await kubectl.RunAsync(
            ["apply", "-k", RepositoryFolder.Of("deploy", "agent", "base")],
            null,
            cancellationToken
        );
        await kubectl.RunAsync(["-n", Namespace, "scale", "deployment", Name, "--replicas=0"], null, cancellationToken);
    }

    /// <summary>Makes a token of the account.</summary>
    public static async Task<string> CreateTokenAsync(
        Kubectl kubectl,
        CancellationToken cancellationToken,
        params string[] more
    ) =>
        (
            await kubectl.RunAsync(
                ["-n", Namespace, "create", "token", Name, "--duration=2h", .. more],
                null,
                cancellationToken
            )
        ).Trim();

    /// <summary>Writes a kubeconfig like an administrator's, but with other credentials.</summary>
    /// <param name="administrator">The administrator's.</param>
    /// <param name="credentials">Such as <c>token: "…"</c>.</param>
    /// <param name="path">Where to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task WriteKubeconfigAsync(
        string administrator,
        string credentials,
        string path,
        CancellationToken cancellationToken
    )
    {
        var lines = await File.ReadAllLinesAsync(administrator, cancellationToken);
        await File.WriteAllLinesAsync(
            path,
            lines.Select(line =>
                line.StartsWith("users:", StringComparison.Ordinal)
                    ? $$"""users: [{name: admin, user: { {{credentials}} } }]"""
                    : line
            ),
            cancellationToken
        );
    }
}
