using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KgRca.Agent.Checking;

namespace KgRca.Agent.Tests.Checking;

public sealed class ServerCheckTests
{
    [Fact]
    public async Task Run_Accepted_IsWell()
    {
        var findings = await RunAsync(HttpStatusCode.OK, "application/json");
        Assert.Equal(
            [("server", Verdict.Well), ("API key", Verdict.Well), ("clock of the server", Verdict.Note)],
            findings.Select(finding => (finding.Subject, finding.Verdict))
        );
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "rejects the key (401)", "Create a key")]
    [InlineData(HttpStatusCode.Forbidden, "lacks permission to send records (403)", "ingest permission")]
    public async Task Run_KeyRefused_TellsWhy(HttpStatusCode status, string text, string advice)
    {
        var missing = Assert.Single(
            await RunAsync(status, "application/problem+json"),
            finding => finding.Verdict == Verdict.Missing
        );
        Assert.Equal("API key", missing.Subject);
        Assert.Contains(text, missing.Text);
        Assert.Contains(advice, missing.Advice);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "text/html", "is not a KG RCA server (200)")]
    [InlineData(HttpStatusCode.NotFound, "text/html", "is not a KG RCA server (404)")]
    [InlineData(
        HttpStatusCode.ServiceUnavailable,
        "application/problem+json",
        "does not accept records at the moment (503)"
    )]
    public async Task Run_OtherAnswer_IsTheServers(HttpStatusCode status, string type, string text)
    {
        var missing = Assert.Single(await RunAsync(status, type), finding => finding.Verdict == Verdict.Missing);
        Assert.Equal("server", missing.Subject);
        Assert.Contains(text, missing.Text);
    }

    [Fact]
    public async Task Run_NothingListens_SaysSo() =>
        Assert.Contains("connection refused", Assert.Single(await RunAsync("http://127.0.0.1:1/")).Text);

    [Fact]
    public async Task Run_CertificateThatNobodyTrusts_SaysSo()
    {
        using var certificate = SelfSigned();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeTlsAsync(listener, certificate);
        var finding = Assert.Single(await RunAsync($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/"));
        await serving;
        Assert.Contains("TLS failed", finding.Text);
        Assert.Contains("certificate", finding.Advice);
    }

    [Fact]
    public async Task Run_TlsToAServerWithout_SaysSo()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServePlainAsync(listener);
        var finding = Assert.Single(await RunAsync($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));
        await serving;
        Assert.Contains("does not use TLS", finding.Text);
    }

    private static async Task<List<Finding>> RunAsync(HttpStatusCode status, string type)
    {
        using var http = new HttpClient(
            new AnsweringHandler(request =>
            {
                Assert.Equal(("POST", "/api/v1/ingest"), (request.Method.Method, request.RequestUri!.AbsolutePath));
                return new HttpResponseMessage(status) { Content = new StringContent("{}", Encoding.UTF8, type) };
            })
        )
        {
            BaseAddress = new Uri("http://server.test/"),
        };
        return await new ServerCheck(http, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<List<Finding>> RunAsync(string address)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        return await new ServerCheck(http, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);
    }

    private static async Task ServeTlsAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
            _ = await tls.ReadAsync(new byte[1], TestContext.Current.CancellationToken);
        }
        catch (Exception exception)
            when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client has gone: it does not trust the certificate.
        }
    }

    private static async Task ServePlainAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await client
            .GetStream()
            .WriteAsync(
                "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray(),
                TestContext.Current.CancellationToken
            );
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
