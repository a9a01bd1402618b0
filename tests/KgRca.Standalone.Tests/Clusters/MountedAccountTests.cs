using System.Diagnostics;
using System.Globalization;
using KgRca.Tenancy.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Standalone.Tests.Clusters;

/// <summary>
/// An agent as in a Pod: the token and the authority are mounted, the API server's address is in the environment, and
/// there is no kubeconfig.
/// </summary>
public sealed class MountedAccountTests(ITestOutputHelper output)
{
    // What is mounted is seen by the process alone.
    private const string Script =
        """mount -t tmpfs none /run && mkdir -p "$3" && cp "$1"/token "$1"/ca.crt "$1"/namespace "$3" && exec dotnet "$2" check --spool "$1/spool" """;
    private const string Mounted = "/run/secrets/kubernetes.io/serviceaccount";

    [Fact]
    public async Task Check_TokenAndAuthorityAreMounted_FindsAllWellAndWithoutRightsNamesWhatIsMissing()
    {
        Assert.SkipUnless(ControlPlane.Exists, ControlPlane.MissingReason);
        var cancellationToken = TestContext.Current.CancellationToken;
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && (await RunAsync(Unshare(["true"]), cancellationToken)).Code == 0,
            "A process may have no mounts of its own here."
        );
        using var folder = new TempFolder();
        await using var plane = await ControlPlane.StartAsync(folder["cluster"], 1, cancellationToken);
        var kubectl = new Kubectl(plane.Kubeconfig);
        await AgentAccount.InstallAsync(kubectl, cancellationToken);
        await using var platform = await RunningPlatform.StartAsync(folder["data"], cancellationToken);
        var (client, http) = await platform.AddClientAsync("mounted", cancellationToken);
        http.Dispose();
        var key = await platform
            .App.Services.GetRequiredService<ApiKeyStore>()
            .CreateAsync(client, "agent", Permissions.Ingest, null, cancellationToken);
        File.Copy(plane.Certificates, folder["ca.crt"]);
        await File.WriteAllTextAsync(folder["namespace"], AgentAccount.Namespace, cancellationToken);

        await File.WriteAllTextAsync(
            folder["token"],
            await AgentAccount.CreateTokenAsync(kubectl, cancellationToken),
            cancellationToken
        );
        var (well, all) = await CheckAsync(folder, plane.Port, platform.Address, key!.Secret, cancellationToken);
        Assert.Equal(0, well);
        Assert.Contains("List and watch are allowed on", all, StringComparison.Ordinal);

        // Of the namespace's default account, which nothing is allowed.
        await File.WriteAllTextAsync(
            folder["token"],
            (
                await kubectl.RunAsync(
                    ["-n", AgentAccount.Namespace, "create", "token", "default"],
                    null,
                    cancellationToken
                )
            ).Trim(),
            cancellationToken
        );
        var (lacking, none) = await CheckAsync(folder, plane.Port, platform.Address, key.Secret, cancellationToken);
        Assert.Equal(1, lacking);
        Assert.Contains("List is not allowed", none, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Text)> CheckAsync(
        TempFolder folder,
        int port,
        string server,
        string key,
        CancellationToken cancellationToken
    )
    {
        var start = Unshare([
            "sh",
            "-ec",
            Script,
            "sh",
            folder.Path,
            Path.Combine(AppContext.BaseDirectory, "KgRca.Agent.dll"),
            Mounted,
        ]);
        start.Environment["KUBERNETES_SERVICE_HOST"] = "127.0.0.1";
        start.Environment["KUBERNETES_SERVICE_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["KUBECONFIG"] = null;
        // Where it has no kubeconfig either.
        start.Environment["HOME"] = folder.Path;
        start.Environment["KGRCA_SERVER"] = server;
        start.Environment["KGRCA_API_KEY"] = key;
        var answer = await RunAsync(start, cancellationToken);
        output.WriteLine(answer.Text);
        return answer;
    }

    private static ProcessStartInfo Unshare(string[] command) =>
        new("unshare", ["--mount", "--map-root-user", .. command]) { RedirectStandardOutput = true };

    private static async Task<(int Code, string Text)> RunAsync(
        ProcessStartInfo start,
        CancellationToken cancellationToken
    )
    {
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, text);
    }
}
