using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Tenancy.Keys;
using KgRca.Tenancy.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Api.Tests;

public sealed class IngestTests
{
    private const string Good = """
        {"topic":"events.normalized","key":"k","time":"2026-11-21T12:00:00.000Z","value":{"event_id":"e1","event_time":"2026-11-21T12:00:00.000Z","cluster":"c","source":"k8s.event","severity":"info","reason":"Pulled","message":"m","subject":{"kind":"Pod","namespace":"n","name":"p"}}}
        """;

    public static TheoryData<string, string, string> BadLines =>
        new()
        {
            { "{\"topic\":", "malformed_json", "" },
            { "[]", "invalid_value", "" },
            { Good.Replace("events.normalized", "deadletter"), "unknown_topic", "topic" },
            { Good.Replace("\"kind\":\"Pod\",", ""), "missing_member", "subject.kind" },
            { Good.Replace("\"event_id\":\"e1\",", ""), "missing_member", "event_id" },
            { Good.Replace("\"reason\":\"Pulled\"", "\"reason\":7"), "invalid_value", "reason" },
            { Good.Replace("\"severity\":\"info\"", "\"severity\":\"terrible\""), "invalid_value", "severity" },
            { Good.Replace("\"kind\":\"Pod\"", "\"kind\":\"pods/log\""), "invalid_value", "subject.kind" },
            { Good.Replace("\"event_time\":\"2026", "\"event_time\":\"2096"), "time_out_of_range", "event_time" },
            { Good.Replace("\"event_time\":\"2026", "\"event_time\":\"1996"), "time_out_of_range", "event_time" },
            {
                Good.Replace(
                    "\"message\":\"m\"",
                    $"\"message\":\"m\",\"x\":{new string('[', 10_000)}{new string(']', 10_000)}"
                ),
                "malformed_json",
                ""
            },
            {
                Good.Replace(
                    "\"message\":\"m\"",
                    $"\"message\":\"m\",\"labels\":{{{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"l{i}\":\"\""))}}}"
                ),
                "invalid_value",
                "labels"
            },
            {
                Good.Replace(
                    "\"message\":\"m\"",
                    $"\"message\":\"m\",\"labels\":{{{string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"\"l{i}\":\"\""))}}}"
                ),
                "too_large",
                ""
            },
            { Good.Replace("\"message\":\"m\"", $"\"message\":\"{new string('x', 1 << 20)}\""), "too_large", "" },
            {
                """{"topic":"state.k8s.topology","key":"k","time":"2026-11-21T12:00:00.000Z","value":{"op":"patch","observed_at":"2026-11-21T12:00:00.000Z","cluster":"c","type":"CALLS","from":{"kind":"Pod","name":"a"},"to":{"kind":"Pod","name":"b"}}}""",
                "invalid_value",
                "op"
            },
            {
                """{"topic":"state.k8s.topology","key":"k","time":"2026-11-21T12:00:00.000Z","value":{"op":"upsert","observed_at":"2026-11-21T12:00:00.000Z","cluster":"c","type":"LIKES","from":{"kind":"Pod","name":"a"},"to":{"kind":"Pod","name":"b"}}}""",
                "invalid_value",
                "type"
            },
            {
                """{"topic":"state.k8s.resource","key":"k","time":"2026-11-21T12:00:00.000Z","value":{"op":"upsert","observed_at":"2026-11-21T12:00:00.000Z","cluster":"c","object":{"apiVersion":"v1","kind":"Pod","metadata":{}}}}""",
                "missing_member",
                "object.metadata.name"
            },
        };

    [Theory]
    [MemberData(nameof(BadLines), DisableDiscoveryEnumeration = true)]
    public async Task Post_BadLine_IsReportedAndKeptAndTheOthersGoOn(string line, string code, string member)
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Ingest);
        using var answer = await PostAsync(http, Encoding.UTF8.GetBytes($"{Good}\n{line}\n{Good}"));
        Assert.Equal(2, answer.RootElement.GetProperty("accepted").GetInt32());
        var error = Assert.Single(answer.RootElement.GetProperty("errors").EnumerateArray());
        Assert.Equal(2, error.GetProperty("line").GetInt32());
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Equal(member, error.TryGetProperty("member", out var value) ? value.GetString() : "");
        Assert.Equal(2, (await api.ReadAsync(id, DataTopic.Events)).Count);
        var letter = Assert.Single(await api.ReadAsync(id, DataTopic.DeadLetter));
        Assert.NotEmpty(letter.Error);
    }

    [Fact]
    public async Task Post_ListedRecord_IsAccepted()
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Ingest);
        const string listed = """
            {"topic": "state.k8s.resource", "key": "anything", "time": "2026-11-21T11:50:50.000Z", "value": {"op": "listed", "observed_at": "2026-11-21T11:50:50.000Z", "started_at": "2026-11-21T11:50:41.000Z", "cluster": "prod", "api_version": "v1", "kind": "Pod", "count": 0}}
            """;
        using var answer = await PostAsync(http, Encoding.UTF8.GetBytes(listed));
        Assert.Equal(1, answer.RootElement.GetProperty("accepted").GetInt32());
        Assert.Single(await api.ReadAsync(id, DataTopic.Resources));
    }

    [Fact]
    public async Task Post_InvalidUtf8_IsReported()
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Ingest);
        var line = Encoding.UTF8.GetBytes(Good);
        line[Good.IndexOf("Pulled", StringComparison.Ordinal)] = 0xff;
        using var answer = await PostAsync(http, line);
        Assert.Equal("invalid_utf8", answer.RootElement.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("\n \r\n\n", 0)]
    [InlineData("G", 1)]
    [InlineData("G\r\nG\r\n", 2)]
    [InlineData("\nG\n\nG", 2)]
    public async Task Post_LineEnds_AreTakenAsTheyCome(string form, int accepted)
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Ingest);
        using var answer = await PostAsync(http, Encoding.UTF8.GetBytes(form.Replace("G", Good)));
        Assert.Equal(accepted, answer.RootElement.GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task Post_Gzip_IsUnpacked()
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Ingest);
        using var answer = await PostAsync(http, Zip($"{Good}\n{Good}"), "gzip");
        Assert.Equal(2, answer.RootElement.GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task Post_TruncatedGzip_Is400AndSaysHowMuchWasTaken()
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Ingest);
        var zipped = Zip(
            "\nbad\n"
                + string.Join(
                    '\n',
                    Enumerable.Range(0, 4_000).Select(number => Good.Replace("\"e1\"", $"\"{Guid.NewGuid()}\""))
                )
        );
        using var content = Content(zipped[..(zipped.Length / 2)], "gzip");
        using var response = await http.PostAsync("api/v1/ingest", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var problem = JsonDocument.Parse(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        Assert.InRange(problem.RootElement.GetProperty("accepted_lines").GetInt64(), 500, 3_999);
        Assert.Equal(
            2,
            Assert.Single(problem.RootElement.GetProperty("errors").EnumerateArray()).GetProperty("line").GetInt64()
        );
    }

    [Fact]
    public async Task Post_NoGzipInTruth_Is400()
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Ingest);
        using var content = Content(Encoding.UTF8.GetBytes(Good), "gzip");
        using var response = await http.PostAsync("api/v1/ingest", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Post_Heartbeat_ListsTheAgentWithWhatItSaysAndIsNoUse()
    {
        await using var api = await ApiHost.StartAsync();
        var (client, http) = await api.AddClientAsync("acme", Permissions.Ingest | Permissions.Read);
        using var answer = await PostAsync(http, Encoding.UTF8.GetBytes(Heartbeat("prod", "12.5", 3)));
        Assert.Equal(1, answer.RootElement.GetProperty("accepted").GetInt64());
        var agent = await AgentAsync(http);
        Assert.Equal(
            ("prod", "0.1.0", 12.5, 3L, 1200L),
            (
                agent.GetProperty("instance_id").GetString(),
                agent.GetProperty("version").GetString(),
                agent.GetProperty("lag_seconds").GetDouble(),
                agent.GetProperty("dropped").GetInt64(),
                agent.GetProperty("records").GetInt64()
            )
        );
        await api.Services.GetRequiredService<UsageRecorder>().FlushAsync(TestContext.Current.CancellationToken);
        var used = await api
            .Services.GetRequiredService<UsageStore>()
            .ReadAsync(client, DateOnly.MinValue, DateOnly.MaxValue, TestContext.Current.CancellationToken);
        Assert.Equal([Meter.ApiCalls], used.Select(record => record.Meter));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1e400")]
    [InlineData("\"much\"")]
    public async Task Post_HeartbeatWithAWrongValue_IsRejected(string lag)
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Ingest | Permissions.Read);
        using var answer = await PostAsync(http, Encoding.UTF8.GetBytes(Heartbeat("prod", lag, 3)));
        Assert.Equal(
            ("agents.heartbeat", "lag_seconds"),
            Assert.Single(answer.RootElement.GetProperty("errors").EnumerateArray()) is var error
                ? (error.GetProperty("topic").GetString(), error.GetProperty("member").GetString())
                : default
        );
    }

    [Fact]
    public async Task Read_HeartbeatWrittenToItsTopic_IsListedAndWhatIsNoneIsADeadLetter()
    {
        await using var api = await ApiHost.StartAsync();
        var (client, http) = await api.AddClientAsync("acme", Permissions.Ingest | Permissions.Read);
        var log = api.Services.GetRequiredService<IEventLog>();
        var topic = new TopicName(client, DataTopic.Heartbeats).ToString();
        await log.AppendAsync(
            [
                new AppendRecord(topic, "x"u8.ToArray(), "{}"u8.ToArray()),
                new AppendRecord(topic, "prod"u8.ToArray(), Encoding.UTF8.GetBytes(HeartbeatValue("prod", "0", 0))),
            ],
            TestContext.Current.CancellationToken
        );
        Assert.Equal("prod", (await AgentAsync(http)).GetProperty("instance_id").GetString());
        Assert.Equal(
            1,
            Assert
                .Single(
                    await log.GetEndOffsetsAsync(
                        [new TopicName(client, DataTopic.DeadLetter).ToString()],
                        TestContext.Current.CancellationToken
                    )
                )
                .Offset
        );
    }

    [Fact]
    public async Task Post_OtherMediaType_Is415()
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Ingest);
        using var content = new StringContent("a,b", Encoding.UTF8, "text/csv");
        using var response = await http.PostAsync("api/v1/ingest", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    private static string HeartbeatValue(string cluster, string lag, int dropped) =>
        $$"""{"observed_at": "2026-11-21T11:50:50.000Z", "cluster": "{{cluster}}", "version": "0.1.0", "lag_seconds": {{lag}}, "dropped": {{dropped}}, "records": 1200}""";

    private static string Heartbeat(string cluster, string lag, int dropped) =>
        $$"""{"topic": "agents.heartbeat", "key": "{{cluster}}", "time": "2026-11-21T11:50:50.000Z", "value": {{HeartbeatValue(cluster, lag, dropped)}} }""";

    /// <summary>The one agent, once it is listed.</summary>
    private static async Task<JsonElement> AgentAsync(HttpClient http)
    {
        for (
            ;
            ;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken)
        )
        {
            using var agents = JsonDocument.Parse(
                await http.GetStringAsync("api/v1/agents", TestContext.Current.CancellationToken)
            );
            if (agents.RootElement.GetProperty("agents").EnumerateArray().ToList() is [var agent])
                return agent.Clone();
        }
    }

    private static async Task<JsonDocument> PostAsync(HttpClient http, byte[] body, string? encoding = null)
    {
        using var content = Content(body, encoding);
        using var response = await http.PostAsync("api/v1/ingest", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static ByteArrayContent Content(byte[] body, string? encoding)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        return content;
    }

    private static byte[] Zip(string text)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return output.ToArray();
    }
}
