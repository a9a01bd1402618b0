using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CsCheck;
using KgRca.Agent.Logs.Receiving;
using KgRca.Agent.Receiving;
using KgRca.Contracts.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KgRca.Agent.Tests.Logs.Receiving;

/// <summary>The endpoints on a real server.</summary>
public sealed class LogEndpointsTests : IAsyncLifetime
{
    private const string Vector = """
        {"file":"/var/log/pods/x.log","kubernetes":{"container_name":"server","pod_labels":{"app":"cart"},"pod_name":"cart-1","pod_namespace":"shop","pod_uid":"u-1","pod_node_name":"n-1"},
        "message":"ERROR it is broken","source_type":"kubernetes_logs","stream":"stderr","timestamp":"2026-11-23T08:59:59.123456789Z"}
        """;

    private const string FluentBit = """
        {"date":1795424399.5,"time":"2026-11-23T08:59:59.5Z","stream":"stderr","_p":"F","log":"ERROR it is broken",
        "kubernetes":{"pod_name":"cart-1","namespace_name":"shop","pod_id":"u-1","container_name":"server","labels":{"app":"cart"},"host":"n-1"}}
        """;

    private readonly ReducedLogs _logs = new();
    private readonly WebApplication _app;
    private readonly HttpClient _client = new();

    public LogEndpointsTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapLogs(_logs.Reducer);
    }

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _client.BaseAddress = new Uri(
            _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()
        );
    }

    [Theory]
    [InlineData("/logs/vector", "[" + Vector + "]")]
    [InlineData("/logs/vector", Vector)]
    [InlineData("/logs/fluent-bit", "[" + FluentBit + "]")]
    [InlineData("/logs/fluent-bit", FluentBit)]
    public async Task Post_Line_IsReadAsItsSenderMeansIt(string path, string body)
    {
        var (status, answer) = await PostAsync(path, Encoding.UTF8.GetBytes(body));
        Assert.Equal((HttpStatusCode.OK, 1), (status, answer.GetProperty("accepted").GetInt32()));
        var made = Assert.Single(await _logs.EventsAsync());
        Assert.Equal(
            ("ERROR it is broken", new ObjectReference("Pod", "cart-1", "shop", "u-1"), "server", Severity.Error),
            (made.Message, made.Subject, made.Container, made.Severity)
        );
        Assert.Equal(
            new DateTimeOffset(2026, 11, 23, 8, 59, 59, TimeSpan.Zero),
            made.EventTime.AddMilliseconds(-made.EventTime.Millisecond)
        );
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("")]
    public async Task Post_SeveralElements_TakesAll(string between)
    {
        var line =
            """{"log":"it works","kubernetes":{"pod_name":"cart-1","namespace_name":"shop","container_name":"server"}}""";
        var (_, answer) = await PostAsync(
            "/logs/fluent-bit",
            Encoding.UTF8.GetBytes(string.Join(between, line, line, line))
        );
        Assert.Equal(3, answer.GetProperty("accepted").GetInt32());
        Assert.Equal(3, Assert.Single(await _logs.EventsAsync()).Count);
    }

    [Fact]
    public async Task Post_MergedJson_IsRead()
    {
        var line =
            """{"date":1795424399.5,"level":"error","msg":"it is broken","kubernetes":{"pod_name":"cart-1","namespace_name":"shop","container_name":"server"}}""";
        await PostAsync("/logs/fluent-bit", Encoding.UTF8.GetBytes(line));
        var made = Assert.Single(await _logs.EventsAsync());
        Assert.Equal(("it is broken", Severity.Error), (made.Message, made.Severity));
    }

    [Fact]
    public async Task Post_JournalOfANode_IsAboutTheNode()
    {
        var line =
            """{"host":"n-1","_SYSTEMD_UNIT":"kubelet.service","SYSLOG_IDENTIFIER":"kubelet","PRIORITY":"3","message":"it is broken","timestamp":"2026-11-23T08:59:59Z"}""";
        await PostAsync("/logs/vector", Encoding.UTF8.GetBytes(line));
        var made = Assert.Single(await _logs.EventsAsync());
        Assert.Equal(
            (new ObjectReference("Node", "n-1"), "kubelet", Severity.Error),
            (made.Subject, made.Container, made.Severity)
        );
    }

    [Fact]
    public async Task Post_Gzip_IsRead()
    {
        var (status, answer) = await PostAsync("/logs/vector", Compress(Vector), "gzip");
        Assert.Equal((HttpStatusCode.OK, 1), (status, answer.GetProperty("accepted").GetInt32()));
    }

    [Fact]
    public async Task Post_TornGzip_IsRefused()
    {
        var (status, _) = await PostAsync("/logs/vector", Compress(Vector)[..^20], "gzip");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Empty(await _logs.EventsAsync());
    }

    [Fact]
    public async Task Post_OtherCompression_IsRefused() =>
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await PostAsync("/logs/vector", [1], "br")).Status);

    [Theory]
    [InlineData("""{"message":"x"}""", "kubernetes.pod_name is missing")]
    [InlineData("""{"message":"x","kubernetes":7}""", "kubernetes.pod_name is missing")]
    [InlineData("""{"message":"x","kubernetes":{"pod_name":"cart-1"}}""", "kubernetes.pod_namespace")]
    [InlineData("""{"message":"x","kubernetes":{"pod_name":"a/b","pod_namespace":"shop"}}""", "a slash")]
    [InlineData("""{"kubernetes":{"pod_name":"cart-1","pod_namespace":"shop"}}""", "has neither message nor log")]
    [InlineData(
        """{"message":"\ud800","kubernetes":{"pod_name":"cart-1","pod_namespace":"shop"}}""",
        "contains invalid Unicode"
    )]
    [InlineData("7", "is not a JSON object")]
    [InlineData("{\"message\":", "is not valid JSON")]
    public async Task Post_BadElementAmongGood_IsNamedAndTheOthersTaken(string bad, string error)
    {
        var line =
            """{"log":"it works","kubernetes":{"pod_name":"cart-1","namespace_name":"shop","container_name":"server"}}""";
        var (status, answer) = await PostAsync("/logs/vector", Encoding.UTF8.GetBytes($"{line}\n{bad}\n{line}\n"));
        Assert.Equal(
            (HttpStatusCode.OK, 2, 1),
            (status, answer.GetProperty("accepted").GetInt32(), answer.GetProperty("rejected").GetInt32())
        );
        var named = answer.GetProperty("errors")[0];
        Assert.Equal(
            (2, line.Length + 1),
            (named.GetProperty("element").GetInt32(), named.GetProperty("offset").GetInt32())
        );
        Assert.Contains(error, named.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, (await _logs.EventsAsync()).Sum(made => made.Count));
    }

    [Fact]
    public async Task Post_ArrayThatBreaksOff_TakesWhatCameBeforeAndSaysSo()
    {
        var (status, answer) = await PostAsync("/logs/vector", Encoding.UTF8.GetBytes($"[{Vector},{Vector[..40]}"));
        Assert.Equal((HttpStatusCode.BadRequest, 1), (status, answer.GetProperty("accepted").GetInt32()));
        Assert.Single(await _logs.EventsAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData(" \n")]
    public async Task Post_Nothing_IsFine(string body) =>
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("/logs/vector", Encoding.UTF8.GetBytes(body))).Status);

    [Fact]
    public async Task Post_BodyIsTooLongOnceDecompressed_IsRefused() =>
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            (await PostAsync("/logs/vector", Compress(new string(' ', RequestBody.MaxBytes + 1)), "gzip")).Status
        );

    [Fact]
    public async Task Post_StoringFails_AsksToTryAgain()
    {
        _logs.Failure = new IOException("The disk is full.");
        var body = Encoding.UTF8.GetBytes(
            Vector + Vector.Replace("ERROR it is broken", "it works", StringComparison.Ordinal)
        );
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await PostAsync("/logs/vector", body)).Status);
        _logs.Failure = null;
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("/logs/vector", body)).Status);
        Assert.Equal(2, (await _logs.EventsAsync()).Sum(made => made.Count));
    }

    [Fact]
    public void Read_AnyBody_NamesWhereItIsWrong()
    {
        var pieces = Gen.OneOf(
            "[",
            "]",
            "{",
            "}",
            ",",
            "\n",
            "\"",
            "null",
            "{}",
            Vector,
            FluentBit,
            "\"\\ud800\"",
            ":",
            "\"kubernetes\":{",
            "\"message\":"
        );
        Gen.OneOf(pieces.Array[0, 12].Select(string.Concat), Gen.String)
            .Sample(
                text =>
                {
                    var body = Encoding.UTF8.GetBytes(text);
                    var read = LogBody.Read(body);
                    Assert.Equal(Math.Min(read.Rejected, 100), read.Errors.Count);
                    Assert.All(read.Errors, error => Assert.InRange(error.Offset, 0, body.Length));
                },
                iter: 20_000
            );
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
        _logs.Dispose();
    }

    private static byte[] Compress(string text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionMode.Compress))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return compressed.ToArray();
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(
        string path,
        byte[] body,
        string? encoding = null
    )
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        using var response = await _client.PostAsync(
            new Uri(path, UriKind.Relative),
            content,
            TestContext.Current.CancellationToken
        );
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonDocument.Parse(text).RootElement);
    }
}
