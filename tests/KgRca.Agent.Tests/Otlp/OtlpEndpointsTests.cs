using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CsCheck;
using KgRca.Agent.Dependencies;
using KgRca.Agent.Otlp;
using KgRca.Agent.Tests.Dependencies;
using KgRca.Agent.Tests.Logs;
using KgRca.Contracts.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KgRca.Agent.Tests.Otlp;

/// <summary>
/// The endpoints on a real server, and OpenTelemetry's generator where <c>KGRCA_TEST_TELEMETRYGEN</c> names it.
/// </summary>
public sealed class OtlpEndpointsTests : IAsyncLifetime
{
    private const string Json = """
        {"resourceSpans": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "web"}}, {"key": "k8s.namespace.name", "value": {"stringValue": "shop"}}, {"key": "n", "value": {"intValue": "7"}}]},
          "scopeSpans": [{"scope": {"name": "s"}, "spans": [{"traceId": "5B8EFFF798038103D269B633813FC60C", "spanId": "EEE19B7EC3C1B174", "parentSpanId": "", "name": "GET", "kind": 3,
            "startTimeUnixNano": "1544712660000000000", "endTimeUnixNano": "1544712661000000000", "attributes": [{"key": "server.address", "value": {"stringValue": "cart"}}], "status": {"code": 2}}]}]}]}
        """;

    private readonly CallTable _calls = new(TimeProvider.System);
    private readonly SpanReader _spans;
    private readonly ReducedLogs _logs = new();
    private readonly WebApplication _app;
    private readonly HttpClient _client = new();
    private string[] _addresses = [];

    public OtlpEndpointsTests()
    {
        _spans = new SpanReader(Cluster.Directory(), _calls, TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddOtlp(_spans, _logs.Reducer);
        _app = builder.Build();
        _app.MapOtlp();
    }

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _addresses =
        [
            .. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses,
        ];
        _client.BaseAddress = new Uri(_addresses[0]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task Post_Json_IsACall(string? encoding)
    {
        Assert.Equal(
            (HttpStatusCode.OK, "{ }"),
            await PostAsync(Encoding.UTF8.GetBytes(Json), "application/json", encoding)
        );
        Assert.Equal(["Deployment/web Service/cart 1"], Calls());
    }

    [Theory]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData(
        "application/json",
        """{"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "abc"}]}]}]}""",
        HttpStatusCode.BadRequest
    )]
    [InlineData(
        "application/json",
        """{"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "zzzz"}]}]}]}""",
        HttpStatusCode.BadRequest
    )]
    [InlineData("application/x-protobuf", "no protobuf", HttpStatusCode.BadRequest)]
    [InlineData("text/plain", "x", HttpStatusCode.UnsupportedMediaType)]
    public async Task Post_NoTraces_SaysWhatIsWrong(string type, string body, HttpStatusCode expected)
    {
        var (status, answer) = await PostAsync(Encoding.UTF8.GetBytes(body), type, null);
        Assert.Equal(expected, status);
        Assert.Contains("\"detail\":", answer);
    }

    [Fact]
    public async Task Post_DamagedBodies_AreRefusedOrRead() =>
        await Gen
            .Byte.Array[0, 60]
            .SampleAsync(
                async bytes =>
                {
                    foreach (
                        var (type, path) in ((string, string)[])
                            [
                                ("application/x-protobuf", "/v1/traces"),
                                ("application/json", "/v1/traces"),
                                ("application/x-protobuf", "/v1/logs"),
                            ]
                    )
                        Assert.True(
                            (await PostAsync(bytes, type, null, path)).Status
                                is HttpStatusCode.OK
                                    or HttpStatusCode.BadRequest
                        );
                },
                iter: 60
            );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Receive_FromTelemetrygen_AreCalls(bool isHttp)
    {
        await GenerateAsync(
            "traces",
            isHttp,
            "--traces",
            "5",
            "--service",
            "web",
            "--otlp-attributes",
            "k8s.namespace.name=\"shop\"",
            "--telemetry-attributes",
            "server.address=\"cart\""
        );
        Assert.Equal(10, _spans.Spans);
        Assert.Equal(["Deployment/web Service/cart 0"], Calls());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Receive_LogsFromTelemetrygen_AreLinesOfTheirPod(bool isHttp)
    {
        await GenerateAsync(
            "logs",
            isHttp,
            "--logs",
            "3",
            "--body",
            "cart is not there",
            "--severity-text",
            "Error",
            "--severity-number",
            "17",
            "--otlp-attributes",
            "k8s.namespace.name=\"shop\"",
            "--otlp-attributes",
            "k8s.pod.name=\"web-1-a\"",
            "--otlp-attributes",
            "k8s.container.name=\"main\""
        );
        var made = await _logs.EventsAsync();
        Assert.All(
            made,
            line =>
                Assert.Equal(
                    ("cart is not there", Severity.Error, new ObjectReference("Pod", "web-1-a", "shop"), "main"),
                    (line.Message, line.Severity, line.Subject, line.Container)
                )
        );
        Assert.Equal(3, made.Sum(line => line.Count));
    }

    [Fact]
    public async Task Post_LogsWithAndWithoutAPod_TakesThoseThatHaveOne()
    {
        var (status, answer) = await PostAsync(
            """
            {"resourceLogs": [
              {"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "laptop"}}]}, "scopeLogs": [{"logRecords": [{"body": {"stringValue": "lost"}}]}]},
              {"resource": {"attributes": [{"key": "k8s.pod.name", "value": {"stringValue": "web-1-a"}}, {"key": "k8s.namespace.name", "value": {"stringValue": "shop"}}, {"key": "k8s.pod.uid", "value": {"stringValue": "u-1"}}]},
               "scopeLogs": [{"logRecords": [{"timeUnixNano": "1795424399500000000", "severityNumber": 21, "body": {"stringValue": "it broke"}, "traceId": "5b8efff798038103d269b633813fc60c",
                 "attributes": [{"key": "exception.stacktrace", "value": {"stringValue": "System.Exception: it broke\n   at Shop.Main()"}}]}, {}]}]}]}
            """u8.ToArray(),
            "application/json",
            null,
            "/v1/logs"
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"rejectedLogRecords\": \"2\"", answer);
        var made = Assert.Single(await _logs.EventsAsync());
        Assert.Equal(
            (
                Severity.Critical,
                new ObjectReference("Pod", "web-1-a", "shop", "u-1"),
                DateTimeOffset.FromUnixTimeMilliseconds(1_795_424_399_500)
            ),
            (made.Severity, made.Subject, made.EventTime)
        );
        Assert.Contains("at Shop.Main()", made.Message);
    }

    [Fact]
    public async Task Post_StructuredBody_IsReadAsJsonIs()
    {
        await PostAsync(
            """
            {"resourceLogs": [{"resource": {"attributes": [{"key": "k8s.pod.name", "value": {"stringValue": "web-1-a"}}, {"key": "k8s.namespace.name", "value": {"stringValue": "shop"}}]},
               "scopeLogs": [{"logRecords": [{"body": {"kvlistValue": {"values": [{"key": "level", "value": {"stringValue": "error"}}, {"key": "msg", "value": {"stringValue": "no room"}}, {"key": "left", "value": {"intValue": "0"}},
                 {"key": "at", "value": {"arrayValue": {"values": [{"boolValue": true}, {"doubleValue": 1.5}, {}]}}}]}}}]}]}]}
            """u8.ToArray(),
            "application/json",
            null,
            "/v1/logs"
        );
        var made = Assert.Single(await _logs.EventsAsync());
        Assert.Equal(Severity.Error, made.Severity);
        Assert.Contains("no room", made.Message);
    }

    [Fact]
    public async Task Post_LogsThatCannotBeStored_AskToComeAgain()
    {
        _logs.Failure = new IOException("no space left");
        var (status, _) = await PostAsync(
            """
            {"resourceLogs": [{"resource": {"attributes": [{"key": "k8s.pod.name", "value": {"stringValue": "web-1-a"}}, {"key": "k8s.namespace.name", "value": {"stringValue": "shop"}}]},
               "scopeLogs": [{"logRecords": [{"severityNumber": 17, "body": {"stringValue": "ERROR one"}}]}]}]}
            """u8.ToArray(),
            "application/json",
            null,
            "/v1/logs"
        );
        _logs.Reducer.Flush(isAll: true);
        var (again, answer) = await PostAsync("{}"u8.ToArray(), "application/json", null, "/v1/logs");
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, again);
        Assert.Contains("no space left", answer);
        _logs.Failure = null;
        Assert.Single(await _logs.EventsAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _logs.Dispose();
        await _app.DisposeAsync();
    }

    private async Task GenerateAsync(string signal, bool isHttp, params string[] more)
    {
        var telemetrygen = Environment.GetEnvironmentVariable("KGRCA_TEST_TELEMETRYGEN");
        Assert.SkipWhen(
            string.IsNullOrEmpty(telemetrygen),
            "KGRCA_TEST_TELEMETRYGEN names no telemetrygen, OpenTelemetry's generator."
        );
        var start = new ProcessStartInfo(
            telemetrygen!,
            [
                signal,
                "--otlp-insecure",
                "--otlp-endpoint",
                new Uri(_addresses[isHttp ? 0 : 1]).Authority,
                "--workers",
                "1",
                .. isHttp ? (string[])["--otlp-http"] : [],
                .. more,
            ]
        )
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await output + error);
    }

    private List<string> Calls()
    {
        var told = new List<string>();
        _calls.Tick(
            (edge, calls) =>
                told.Add(
                    FormattableString.Invariant(
                        $"{edge.From.Kind}/{edge.From.Name} {edge.To.Kind}/{edge.To.Name} {calls!.ErrorRatio}"
                    )
                )
        );
        return told;
    }

    private async Task<(HttpStatusCode Status, string Answer)> PostAsync(
        byte[] body,
        string type,
        string? encoding,
        string path = "/v1/traces"
    )
    {
        if (encoding is not null)
        {
            using var compressed = new MemoryStream();
            using (var gzip = new GZipStream(compressed, CompressionMode.Compress))
                gzip.Write(body);
            body = compressed.ToArray();
        }
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        using var answer = await _client.PostAsync(path, content, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
