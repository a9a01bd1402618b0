using KgRca.Agent.Kubernetes;
using KgRca.Testing;

namespace KgRca.Agent.Tests.Kubernetes;

public sealed class ApiServerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Get_ProgramThatMakesTokensFails_IsATroubleThatMayPass()
    {
        await File.WriteAllTextAsync(_folder["credential"], """{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "t", "expirationTimestamp": "2026-01-01T00:00:00Z"}}""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["kubeconfig"], $$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"} }]
            users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: cat, args: ["{{_folder["credential"]}}"]} } }]
            contexts: [{name: c, context: {cluster: c, user: u} }]
            current-context: c
            """, TestContext.Current.CancellationToken);
        using var server = ApiServer.Connect(_folder["kubeconfig"], null);
        File.Delete(_folder["credential"]);
        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => server.GetAsync("api/v1/pods", TestContext.Current.CancellationToken));
        Assert.StartsWith("There are no credentials: ", failed.Message);
    }

    public void Dispose() => _folder.Dispose();
}
