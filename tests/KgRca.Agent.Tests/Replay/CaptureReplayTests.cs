using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KgRca.Agent.Replay;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Agent.Tests.Replay;

public sealed class CaptureReplayTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly IngestServer _server = new();
    private readonly FakeTimeProvider _clock = new(Now) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
    private readonly HttpClient _http;
    private readonly List<RejectedLine> _rejected = [];

    public CaptureReplayTests()
    {
        _http = new HttpClient(_server) { BaseAddress = new Uri("http://server/") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "kg_x");
    }

    [Fact]
    public async Task Run_LargeCapture_SendsEveryLineOnceInOrder()
    {
        var lines = Enumerable.Range(0, 1_234).Select(Line).ToList();
        var done = await RunAsync(string.Join('\n', lines));
        Assert.Equal(lines, _server.Taken);
        Assert.Equal(3, _server.Requests);
        Assert.Equal(1_234, done.Lines);
    }

    [Fact]
    public async Task Run_BlankLinesAndCarriageReturns_AreNoLines()
    {
        await RunAsync($"{Line(1)}\r\n\r\n\n{Line(2)}\r\n");
        Assert.Equal([Line(1), Line(2)], _server.Taken);
    }

    [Fact]
    public async Task Run_LostAnswersAndOverload_GoesOnWithoutALineMissing()
    {
        _server.Answer(_ => null);
        _server.Answer(_ => new HttpResponseMessage(HttpStatusCode.TooManyRequests)
        {
            Headers = { RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(7)) },
        });
        _server.Answer(_ => IngestServer.Json(HttpStatusCode.OK, "{\"accepted\":"));
        _server.Answer(lines =>
        {
            _server.Taken.AddRange(lines.Take(4));
            return IngestServer.Json(HttpStatusCode.ServiceUnavailable, "{\"title\":\"full\",\"accepted_lines\":4}");
        });
        var lines = Enumerable.Range(0, 10).Select(Line).ToList();
        var done = await RunAsync(string.Join('\n', lines));
        Assert.Equal(lines, _server.Taken);
        Assert.Equal(4, done.Retries);
    }

    [Fact]
    public async Task Run_RetryAfter_WaitsAtLeastThatLong()
    {
        _server.Answer(_ => new HttpResponseMessage(HttpStatusCode.TooManyRequests)
        {
            Headers = { RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromMinutes(2)) },
        });
        var before = _clock.GetUtcNow();
        await RunAsync(Line(1));
        Assert.True(_clock.GetUtcNow() - before >= TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task Run_Refused_StopsAndSaysWhy(HttpStatusCode status)
    {
        _server.Answer(_ => IngestServer.Json(status, "{\"title\":\"The API key may not do this\"}"));
        var failure = await Assert.ThrowsAsync<ReplayException>(() => RunAsync(Line(1)));
        Assert.Contains("The API key may not do this", failure.Message);
        Assert.Equal(1, _server.Requests);
    }

    [Fact]
    public async Task Run_RejectedLine_IsToldWithItsNumberInTheFile()
    {
        _server.Answer(_ =>
            IngestServer.Json(
                HttpStatusCode.OK,
                """{"accepted":1,"rejected":1,"errors":[{"line":2,"topic":"events.normalized","code":"missing_member","member":"subject","message":"is required"}]}"""
            )
        );
        var done = await RunAsync($"\n{Line(1)}\n\n{Line(2)}");
        Assert.Equal(1, done.Rejected);
        Assert.Equal(new RejectedLine(4, "subject: is required"), Assert.Single(_rejected));
    }

    [Fact]
    public async Task Run_TruncatedGzip_SaysAfterWhichLine()
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(
                Encoding.UTF8.GetBytes(
                    string.Join('\n', Enumerable.Range(0, 5_000).Select(number => Line(number * 7919)))
                )
            );
        var failure = await Assert.ThrowsAsync<ReplayException>(() =>
            RunAsync(() => new MemoryStream(zipped.ToArray()[..(int)(zipped.Length / 2)]), false)
        );
        Assert.Contains("corrupt after line", failure.Message);
    }

    [Fact]
    public async Task Run_DamagedGzip_SaysAfterWhichLine()
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(
                Encoding.UTF8.GetBytes(
                    string.Join('\n', Enumerable.Range(0, 5_000).Select(number => Line(number * 7919)))
                )
            );
        var bytes = zipped.ToArray();
        bytes.AsSpan(bytes.Length / 2, 40).Fill(0xff);
        var failure = await Assert.ThrowsAsync<ReplayException>(() => RunAsync(() => new MemoryStream(bytes), false));
        Assert.Contains("corrupt after line", failure.Message);
    }

    [Fact]
    public async Task Run_FromNow_MovesAllTimesSoThatTheCaptureEndsNow()
    {
        const string Last =
            """{"topic":"state.k8s.resource","key":"k","time":"2025-01-01T10:00:00.000Z","value":{"observed_at":"2025-01-01T10:00:00.000Z","object":{"metadata":{"creationTimestamp":"2025-01-01T09:00:00Z"},"status":{"conditions":[{"lastTransitionTime":"2025-01-01T09:30:00Z","message":"since 2025-01-01T09:30:00Z"}]}}}}""";
        await RunAsync(() => new MemoryStream(Encoding.UTF8.GetBytes($"{Line(1)}\n{Last}")), true);
        var moved = JsonElement.Parse(_server.Taken[1]);
        var observed = moved.GetProperty("time").GetDateTimeOffset();
        Assert.InRange(observed, Now, Now.AddSeconds(5));
        var item = moved.GetProperty("value").GetProperty("object");
        Assert.Equal(
            observed.AddHours(-1),
            item.GetProperty("metadata").GetProperty("creationTimestamp").GetDateTimeOffset()
        );
        var condition = item.GetProperty("status").GetProperty("conditions")[0];
        Assert.Equal(observed.AddMinutes(-30), condition.GetProperty("lastTransitionTime").GetDateTimeOffset());
        Assert.Equal("since 2025-01-01T09:30:00Z", condition.GetProperty("message").GetString());
        Assert.NotEqual(
            "e1",
            JsonElement.Parse(_server.Taken[0]).GetProperty("value").GetProperty("event_id").GetString()
        );
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(60)]
    public async Task Run_FromNowAtASpeed_SendsNothingBeforeItsTime(double speed)
    {
        var arrivals = new List<(DateTimeOffset Time, DateTimeOffset Arrival)>();
        for (var minute = 0; minute < 30; minute++)
            _server.Answer(sent =>
            {
                arrivals.AddRange(
                    sent.Select(line =>
                        (JsonElement.Parse(line).GetProperty("time").GetDateTimeOffset(), _clock.GetUtcNow())
                    )
                );
                return IngestServer.Json(HttpStatusCode.OK, $$"""{"accepted":{{sent.Count}},"rejected":0}""");
            });
        var lines = Enumerable
            .Range(0, 30)
            .Select(minute => Line(minute).Replace("T09:00", $"T09:{minute:00}", StringComparison.Ordinal));
        var capture = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        await RunAsync(() => new MemoryStream(capture), true, speed);

        Assert.Equal(30, arrivals.Count);
        Assert.All(arrivals, sent => Assert.InRange(sent.Time, DateTimeOffset.MinValue, sent.Arrival));
    }

    [Fact]
    public async Task Run_WithAStateFile_GoesOnWhereItStopped()
    {
        var state = Path.GetTempFileName();
        File.Delete(state);
        try
        {
            var lines = Enumerable.Range(0, 1_200).Select(Line).ToList();
            var capture = Encoding.UTF8.GetBytes(string.Join('\n', lines));
            var options = new ReplayOptions(() => new MemoryStream(capture), null, false, state);
            _server.Answer(sent =>
            {
                _server.Taken.AddRange(sent);
                return IngestServer.Json(HttpStatusCode.OK, $$"""{"accepted":{{sent.Count}},"rejected":0}""");
            });
            _server.Answer(_ => IngestServer.Json(HttpStatusCode.Unauthorized, "{}"));
            var replay = new CaptureReplay(_http, _clock);
            await Assert.ThrowsAsync<ReplayException>(() =>
                replay.RunAsync(
                    options,
                    new Progress<ReplayProgress>(),
                    _rejected.Add,
                    TestContext.Current.CancellationToken
                )
            );
            await replay.RunAsync(
                options,
                new Progress<ReplayProgress>(),
                _rejected.Add,
                TestContext.Current.CancellationToken
            );
            Assert.Equal(lines, _server.Taken);
        }
        finally
        {
            File.Delete(state);
        }
    }

    [Fact]
    public async Task Run_StateOfAnotherCapture_RefusesToGoOn()
    {
        using var state = new StateFile();
        await RunAsync(state, Line(1), fromNow: false);
        Assert.Contains(
            "another capture",
            (await Assert.ThrowsAsync<ReplayException>(() => RunAsync(state, Line(2), fromNow: false))).Message
        );
        Assert.Contains(
            "--from-now",
            (await Assert.ThrowsAsync<ReplayException>(() => RunAsync(state, Line(1), fromNow: true))).Message
        );
    }

    [Fact]
    public async Task Run_CaptureHasGrown_SendsWhatIsNew()
    {
        using var state = new StateFile();
        await RunAsync(state, Line(1), fromNow: false);
        await RunAsync(state, $"{Line(1)}\n{Line(2)}", fromNow: false);
        Assert.Equal([Line(1), Line(2)], _server.Taken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"line\":")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("my notes")]
    public async Task Run_StateFileIsSomethingElse_SaysSo(string content)
    {
        using var state = new StateFile();
        await File.WriteAllTextAsync(state.Path, content, TestContext.Current.CancellationToken);
        Assert.Contains(
            state.Path,
            (await Assert.ThrowsAsync<ReplayException>(() => RunAsync(state, Line(1), fromNow: false))).Message
        );
        Assert.Equal(content, await File.ReadAllTextAsync(state.Path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Run_LineLongerThanARecord_IsRejectedAndTheRestGoesOn()
    {
        var done = await RunAsync($"{Line(1)}\n{new string('x', 3_000_000)}\n{Line(2)}");
        Assert.Equal([Line(1), Line(2)], _server.Taken);
        Assert.Equal(1, done.Rejected);
        Assert.Equal(2, Assert.Single(_rejected).Line);
        Assert.Contains("3000000 bytes", _rejected[0].Message);
    }

    [Fact]
    public async Task Run_ByteOrderMarkAndInvalidUtf8_AreSentAsTheyAreButForTheMark()
    {
        byte[] bytes = [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(Line(1)), (byte)'\n', (byte)'"', 0xff, (byte)'"'];
        var bodies = new List<byte[]>();
        _server.Received = bodies.Add;
        await RunAsync(() => new MemoryStream(bytes), false);
        Assert.Equal([.. bytes[3..], (byte)'\n'], Assert.Single(bodies));
    }

    [Fact]
    public async Task Run_OverloadAfterRejections_TellsThem()
    {
        _server.Answer(_ =>
            IngestServer.Json(
                HttpStatusCode.ServiceUnavailable,
                """{"title":"full","accepted_lines":2,"errors":[{"line":2,"code":"missing_member","member":"subject","message":"is required"}]}"""
            )
        );
        await RunAsync($"{Line(1)}\n{Line(2)}\n{Line(3)}");
        Assert.Equal(new RejectedLine(2, "subject: is required"), Assert.Single(_rejected));
        Assert.Equal([Line(3)], _server.Taken);
    }

    [Fact]
    public async Task Run_ServerIsSomethingElse_StopsAndSaysSo()
    {
        for (var i = 0; i < 3; i++)
            _server.Answer(_ => IngestServer.Json(HttpStatusCode.OK, "<html>welcome</html>"));
        Assert.Contains(
            "Check the address.",
            (await Assert.ThrowsAsync<ReplayException>(() => RunAsync(Line(1)))).Message
        );
    }

    [Fact]
    public async Task Run_Progress_EndsAtTheWholeFile()
    {
        var done = await RunAsync(string.Join('\n', Enumerable.Range(0, 600).Select(Line)));
        Assert.Equal(1, done.Fraction);
    }

    public void Dispose()
    {
        _http.Dispose();
        _server.Dispose();
    }

    private Task<ReplayProgress> RunAsync(StateFile state, string capture, bool fromNow) =>
        new CaptureReplay(_http, _clock).RunAsync(
            new ReplayOptions(() => new MemoryStream(Encoding.UTF8.GetBytes(capture)), null, fromNow, state.Path),
            new Progress<ReplayProgress>(),
            _rejected.Add,
            TestContext.Current.CancellationToken
        );

    private Task<ReplayProgress> RunAsync(string capture) =>
        RunAsync(() => new MemoryStream(Encoding.UTF8.GetBytes(capture)), false);

    private async Task<ReplayProgress> RunAsync(Func<Stream> open, bool fromNow, double? speed = null)
    {
        var run = new CaptureReplay(_http, _clock).RunAsync(
            new ReplayOptions(open, speed, fromNow),
            new Progress<ReplayProgress>(),
            _rejected.Add,
            TestContext.Current.CancellationToken
        );
        while (!run.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        return await run;
    }

    private static string Line(int number) =>
        $$$"""{"topic":"events.normalized","key":"e{{{number}}}","time":"2025-01-01T09:00:00.000Z","value":{"event_id":"e{{{number}}}","event_time":"2025-01-01T09:00:00.000Z"}}""";

    private sealed class StateFile : IDisposable
    {
        public string Path { get; } =
            System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"kgrca-{Guid.NewGuid():N}.state");

        public void Dispose() => File.Delete(Path);
    }
}
