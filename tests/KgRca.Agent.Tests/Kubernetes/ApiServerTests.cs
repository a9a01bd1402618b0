using System.Net;
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
        await File.WriteAllTextAsync(
            _folder["credential"],
            """{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "t", "expirationTimestamp": "2026-01-01T00:00:00Z"}}""",
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            _folder["kubeconfig"],
            $$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"} }]
            users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: cat, args: ["{{_folder[
                "credential"
            ]}}"]} } }]
            contexts: [{name: c, context: {cluster: c, user: u} }]
            current-context: c
            """,
            TestContext.Current.CancellationToken
        );
        using var server = ApiServer.Connect(_folder["kubeconfig"], null);
        File.Delete(_folder["credential"]);
        var failed = await Assert.ThrowsAsync<HttpRequestException>(() =>
            server.GetAsync("api/v1/pods", TestContext.Current.CancellationToken)
        );
        Assert.StartsWith("No credentials: ", failed.Message);
    }

    [Theory]
    [InlineData("ca.pem", "tls-server-name: api.test", true)]
    [InlineData("ca.pem", "tls-server-name: other.test", false)]
    [InlineData("ca.pem", "", false)]
    [InlineData("other-ca.pem", "tls-server-name: api.test", false)]
    [InlineData("other-ca.pem", "insecure-skip-tls-verify: true", true)]
    public async Task Get_CertificateOfTheServer_MustBeOfTheAuthorityAndForTheName(
        string authority,
        string setting,
        bool answers
    )
    {
        TestCertificates.Write("api.test", _folder["server.pem"], _folder["ca.pem"]);
        TestCertificates.Write("someone", _folder["client.pem"], _folder["other-ca.pem"]);
        await using var app = await ServeAsync();
        await WriteAsync(
            $"server: {app.Urls.First()}",
            setting.StartsWith("insecure") ? "" : $"certificate-authority: {authority}",
            setting
        );
        using var server = ApiServer.Connect(_folder["kubeconfig"], null);
        if (answers)
        {
            using var answer = await server.GetAsync("version", TestContext.Current.CancellationToken);
            Assert.Equal("CN=someone", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
        else
        {
            await Assert.ThrowsAsync<HttpRequestException>(() =>
                server.GetAsync("version", TestContext.Current.CancellationToken)
            );
        }
    }

    [Fact]
    public async Task Get_SeveralAuthorities_EachCounts()
    {
        TestCertificates.Write("api.test", _folder["server.pem"], _folder["ca.pem"]);
        TestCertificates.Write("someone", _folder["client.pem"], _folder["other-ca.pem"]);
        await File.WriteAllTextAsync(
            _folder["all.pem"],
            $"{await File.ReadAllTextAsync(_folder["other-ca.pem"], TestContext.Current.CancellationToken)}\n{await File.ReadAllTextAsync(_folder["ca.pem"], TestContext.Current.CancellationToken)}",
            TestContext.Current.CancellationToken
        );
        await using var app = await ServeAsync();
        await WriteAsync($"server: {app.Urls.First()}", "certificate-authority: all.pem", "tls-server-name: api.test");
        using var server = ApiServer.Connect(_folder["kubeconfig"], null);
        using var answer = await server.GetAsync("version", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData(false, "api.test", true)]
    [InlineData(true, "api.test", false)]
    [InlineData(false, "other.test", false)]
    public async Task Get_AuthorityThatAnotherSigned_CountsByItself(bool isForged, string name, bool answers)
    {
        TestCertificates.WriteByIntermediate("api.test", _folder["server.pem"], _folder["ca.pem"], isForged);
        TestCertificates.Write("someone", _folder["client.pem"], _folder["other-ca.pem"]);
        await using var app = await ServeAsync();
        await WriteAsync($"server: {app.Urls.First()}", "certificate-authority: ca.pem", $"tls-server-name: {name}");
        using var server = ApiServer.Connect(_folder["kubeconfig"], null);
        if (answers)
            (await server.GetAsync("version", TestContext.Current.CancellationToken)).Dispose();
        else
            await Assert.ThrowsAsync<HttpRequestException>(() =>
                server.GetAsync("version", TestContext.Current.CancellationToken)
            );
    }

    [Fact]
    public async Task Connect_Kubeconfigs_AreReadAsOne()
    {
        await File.WriteAllTextAsync(
            _folder["one"],
            """
            apiVersion: v1
            kind: Config
            users: [{name: u, user: {token: t} }]
            current-context: b
            """,
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            _folder["two"],
            """
            apiVersion: v1
            kind: Config
            clusters: [{name: a, cluster: {server: "http://a.test"} }, {name: b, cluster: {server: "http://b.test:8080/k8s/clusters/c-1"} }]
            contexts: [{name: a, context: {cluster: a, user: u} }, {name: b, context: {cluster: b, user: u} }]
            current-context: a
            """,
            TestContext.Current.CancellationToken
        );
        var list = string.Join(Path.PathSeparator, _folder["missing"], _folder["one"], _folder["two"]);
        using var server = ApiServer.Connect(null, null, list);
        Assert.Equal(("http://b.test:8080/k8s/clusters/c-1/", "b"), (server.Address.AbsoluteUri, server.ClusterName));
        using var other = ApiServer.Connect(null, "a", list);
        Assert.Equal("http://a.test/", other.Address.AbsoluteUri);
        Assert.Contains(
            "does not exist",
            Assert
                .Throws<KubernetesUnavailableException>(() => ApiServer.Connect(null, null, _folder["missing"]))
                .Message
        );
    }

    [Theory]
    [InlineData("certificate-authority: missing.pem", "a certificate or key")]
    [InlineData("certificate-authority: kubeconfig", "a certificate or key")]
    [InlineData("certificate-authority-data: '?'", "Base-64")]
    [InlineData("server: there", "cannot be parsed")]
    public async Task Connect_ClusterThatCannotBeRead_SaysSo(string setting, string reason)
    {
        await WriteAsync(setting.StartsWith("server") ? "" : "server: https://127.0.0.1:1", setting);
        var unavailable = Assert.Throws<KubernetesUnavailableException>(() =>
            ApiServer.Connect(_folder["kubeconfig"], null)
        );
        Assert.StartsWith("Invalid kubeconfig: ", unavailable.Message);
        Assert.Contains(reason, unavailable.Message);
    }

    public void Dispose() => _folder.Dispose();

    private Task WriteAsync(params string[] cluster) =>
        File.WriteAllTextAsync(
            _folder["kubeconfig"],
            $$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: { {{string.Join(", ", cluster.Where(setting => setting.Length > 0))}} } }]
            users: [{name: u, user: {client-certificate: client.pem, client-key: client.pem} }]
            contexts: [{name: c, context: {cluster: c, user: u} }]
            current-context: c
            """,
            TestContext.Current.CancellationToken
        );

    // Answers with whom the client's certificate names.
    private async Task<WebApplication> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder
            .WebHost.UseKestrelHttpsConfiguration()
            .UseUrls("https://127.0.0.1:0")
            .ConfigureKestrel(kestrel =>
                kestrel.ConfigureHttpsDefaults(https =>
                {
                    https.ServerCertificate = X509Certificate2.CreateFromPemFile(_folder["server.pem"]);
                    https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                    https.AllowAnyClientCertificate();
                })
            );
        var app = builder.Build();
        app.MapGet(
            "/version",
            (Microsoft.AspNetCore.Http.HttpContext context) => context.Connection.ClientCertificate!.Subject
        );
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
