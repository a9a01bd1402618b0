using System.Security.Cryptography.X509Certificates;
using KgRca.Agent.Kubernetes;
using KgRca.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;

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

    [Theory]
    [InlineData("ca.pem", "tls-server-name: api.test", true)]
    [InlineData("ca.pem", "tls-server-name: other.test", false)]
    [InlineData("ca.pem", "", false)]
    [InlineData("other-ca.pem", "tls-server-name: api.test", false)]
    [InlineData("other-ca.pem", "insecure-skip-tls-verify: true", true)]
    public async Task Get_CertificateOfTheServer_MustBeOfTheAuthorityAndForTheName(string authority, string setting, bool answers)
    {
        TestCertificates.Write("api.test", _folder["server.pem"], _folder["ca.pem"]);
        TestCertificates.Write("someone", _folder["client.pem"], _folder["other-ca.pem"]);
        await using var app = await ServeAsync();
        await File.WriteAllTextAsync(_folder["kubeconfig"], $$"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: c
              cluster:
                server: {{app.Urls.First()}}
                {{(setting.StartsWith("insecure") ? "" : $"certificate-authority: {authority}")}}
                {{setting}}
            users: [{name: u, user: {client-certificate: client.pem, client-key: client.pem} }]
            contexts: [{name: c, context: {cluster: c, user: u} }]
            current-context: c
            """, TestContext.Current.CancellationToken);
        using var server = ApiServer.Connect(_folder["kubeconfig"], null);
        if (answers)
        {
            using var answer = await server.GetAsync("version", TestContext.Current.CancellationToken);
            Assert.Equal("CN=someone", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
        else
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => server.GetAsync("version", TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("certificate-authority: missing.pem", "a certificate or a key")]
    [InlineData("certificate-authority: kubeconfig", "a certificate or a key")]
    [InlineData("certificate-authority-data: '?'", "Base-64")]
    [InlineData("server: there", "cannot be parsed")]
    public async Task Connect_ClusterThatCannotBeRead_SaysSo(string setting, string reason)
    {
        await File.WriteAllTextAsync(_folder["kubeconfig"], $$"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: c
              cluster:
                {{(setting.StartsWith("server") ? "" : "server: https://127.0.0.1:1")}}
                {{setting}}
            users: [{name: u, user: {token: t} }]
            contexts: [{name: c, context: {cluster: c, user: u} }]
            current-context: c
            """, TestContext.Current.CancellationToken);
        var unavailable = Assert.Throws<KubernetesUnavailableException>(() => ApiServer.Connect(_folder["kubeconfig"], null));
        Assert.StartsWith("The kubeconfig cannot be used: ", unavailable.Message);
        Assert.Contains(reason, unavailable.Message);
    }

    public void Dispose() => _folder.Dispose();

    // Answers with whom the client's certificate names.
    private async Task<WebApplication> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls("https://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https =>
        {
            https.ServerCertificate = X509Certificate2.CreateFromPemFile(_folder["server.pem"]);
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.AllowAnyClientCertificate();
        }));
        var app = builder.Build();
        app.MapGet("/version", (Microsoft.AspNetCore.Http.HttpContext context) => context.Connection.ClientCertificate!.Subject);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
