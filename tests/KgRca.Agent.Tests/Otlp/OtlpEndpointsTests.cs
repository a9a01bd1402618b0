using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CsCheck;
using KgRca.Agent.Dependencies;
using KgRca.Agent.Otlp;
using KgRca.Agent.Tests.Dependencies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KgRca.Agent.Tests.Otlp;

/// <summary>The endpoints on a real server, and OpenTelemetry's generator where <c>KGRCA_TEST_TELEMETRYGEN</c> names it.</summary>
public sealed class OtlpEndpointsTests : IAsyncLifetime
{
    private const string Json = """
        {"resourceSpans": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "web"}}, {"key": "k8s.namespace.name", "value": {"stringValue": "shop"}}, {"key": "n", "value": {"intValue": "7"}}]},
          "scopeSpans": [{"scope": {"name": "s"}, "spans": [{"traceId": "5B8EFFF798038103D269B633813FC60C", "spanId": "EEE19B7EC3C1B174", "parentSpanId": "", "name": "GET", "kind": 3,
            "startTimeUnixNano": "1544712660000000000", "endTimeUnixNano": "1544712661000000000", "attributes": [{"key": "server.address", "value": {"stringValue": "cart"}}], "status": {"code": 2}}]}]}]}
        """;

    private readonly SpanReader _spans = new(Cluster.Directory(), TimeProvider.System);
    private readonly WebApplication _app;
    private readonly HttpClient _client = new();
    private string[] _addresses = [];

    public OtlpEndpointsTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddOtlp(_spans);
        _app = builder.Build();
        _app.MapOtlp(_spans);
    }

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _addresses = [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        _client.BaseAddress = new Uri(_addresses[0]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task Post_Json_IsACall(string? encoding)
    {
        Assert.Equal((HttpStatusCode.OK, "{}"), await PostAsync(Encoding.UTF8.GetBytes(Json), "application/json", encoding));
        Assert.Equal(["Deployment/web Service/cart 1"], Calls());
    }

    [Theory]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("application/json", """{"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "abc"}]}]}]}""", HttpStatusCode.BadRequest)]
    [InlineData("application/json", """{"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "zzzz"}]}]}]}""", HttpStatusCode.BadRequest)]
    [InlineData("application/x-protobuf", "no protobuf", HttpStatusCode.BadRequest)]
    [InlineData("text/plain", "x", HttpStatusCode.UnsupportedMediaType)]
    public async Task Post_NoTraces_SaysWhatIsWrong(string type, string body, HttpStatusCode expected)
    {
        var (status, answer) = await PostAsync(Encoding.UTF8.GetBytes(body), type, null);
        Assert.Equal(expected, status);
        Assert.Contains("\"detail\":", answer);
    }

    [Fact]
    public async Task Post_DamagedBodies_AreRefusedOrRead() => await Gen.Byte.Array[0, 60].SampleAsync(async bytes =>
    {
        foreach (var type in (string[])["application/x-protobuf", "application/json"])
            Assert.True((await PostAsync(bytes, type, null)).Status is HttpStatusCode.OK or HttpStatusCode.BadRequest);
    }, iter: 60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Receive_FromTelemetrygen_AreCalls(bool isHttp)
    {
        var telemetrygen = Environment.GetEnvironmentVariable("KGRCA_TEST_TELEMETRYGEN");
        Assert.SkipWhen(string.IsNullOrEmpty(telemetrygen), "KGRCA_TEST_TELEMETRYGEN names no telemetrygen, OpenTelemetry's generator.");
        var start = new ProcessStartInfo(telemetrygen!, ["traces", "--otlp-insecure", "--otlp-endpoint", new Uri(_addresses[isHttp ? 0 : 1]).Authority, "--traces", "5", "--workers", "1", "--service", "web",
            "--otlp-attributes", "k8s.namespace.name=\"shop\"", "--telemetry-attributes", "server.address=\"cart\"", .. isHttp ? (string[])["--otlp-http"] : []])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await output + error);
        Assert.Equal(10, _spans.Spans);
        Assert.Equal(["Deployment/web Service/cart 0"], Calls());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private List<string> Calls()
    {
        var told = new List<string>();
        _spans.Tick((edge, calls) => told.Add(FormattableString.Invariant($"{edge.From.Kind}/{edge.From.Name} {edge.To.Kind}/{edge.To.Name} {calls!.ErrorRatio}")));
        return told;
    }

    private async Task<(HttpStatusCode Status, string Answer)> PostAsync(byte[] body, string type, string? encoding)
    {
        if (encoding is not null)
        {
            using var compressed = new MemoryStream();
            using (var gzip = new GZipStream(compressed, CompressionMode.Compress)) gzip.Write(body);
            body = compressed.ToArray();
        }
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
        using var answer = await _client.PostAsync("/v1/traces", content, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
