using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Logs.Tailing;
using KgRca.Agent.Tests.Kubernetes;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Tests.Logs.Tailing;

public sealed class LogTailerTests : IAsyncDisposable
{
    private static readonly ResourceType Pods = new("", "v1", "pods", "Pod");

    private readonly FakeApiServer _fake = new();
    private readonly ReducedLogs _logs = new();
    private readonly Channel<string> _troubles = Channel.CreateUnbounded<string>();
    private readonly ApiServer _server;
    private readonly LogTailer _tailer;

    public LogTailerTests()
    {
        _server = _fake.Connect();
        _tailer = new LogTailer(
            _server,
            _logs.Reducer,
            trouble => _troubles.Writer.TryWrite(trouble),
            _logs.Clock,
            maxPods: 2
        );
    }

    [Fact]
    public async Task Observe_RunningPod_FollowsItsLog()
    {
        Log("a", 0, "ERROR before");
        Observe("a", "a1", Running("server"));
        Assert.Equal(["ERROR before"], await NextAsync(1));
        Log("a", 1, "ERROR after");
        var made = Assert.Single(await NextEventsAsync(1));
        Assert.Equal(
            ("ERROR after", new ObjectReference("Pod", "a", "shop", "a1"), "server"),
            (made.Message, made.Subject, made.Container)
        );
        Assert.Equal(ReducedLogs.Start.AddSeconds(1), made.EventTime);
    }

    [Fact]
    public async Task Observe_ContainerThatHasNotBegun_WaitsForIt()
    {
        Observe(
            "a",
            "a1",
            """{"phase":"Pending","containerStatuses":[{"name":"server","state":{"waiting":{"reason":"ContainerCreating"}}}]}"""
        );
        Assert.Equal((0, 0), (_tailer.Followed, _fake.Follows));
        Observe("a", "a1", Running("server"));
        Log("a", 0, "ERROR it began");
        Assert.Equal(["ERROR it began"], await NextAsync(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_ConnectionEnds_GoesOnWithoutDoubling(bool torn)
    {
        Observe("a", "a1", Running("server"));
        Log("a", 0.1, "ERROR first");
        Log("a", 0.2, "ERROR second");
        await NextAsync(2);
        _fake.EndLogs(torn);
        Log("a", 0.3, "ERROR third");
        Assert.Equal(["ERROR third"], await NextAsync(1));
        Assert.Equal(2, _fake.Follows);
    }

    [Fact]
    public async Task Run_LinesOfLongAgo_AreLeft()
    {
        Log("a", -1_000, "ERROR long ago");
        Log("a", -60, "ERROR just now");
        Observe("a", "a1", Running("server"));
        Assert.Equal(["ERROR just now"], await NextAsync(1));
    }

    [Fact]
    public async Task Observe_PodIsGone_EndsFollowingIt()
    {
        Observe("a", "a1", Running("server"));
        Log("a", 0, "ERROR first");
        await NextAsync(1);
        Observe("a", "a1", null);
        Assert.Equal(0, _tailer.Followed);
        _fake.EndLogs();
        Log("a", 1, "ERROR second");
        _logs.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Empty(await _logs.EventsAsync());
        Assert.Equal(1, _fake.Follows);
    }

    [Fact]
    public async Task Observe_MorePodsThanAllowed_SaysSoAndFollowsOnesThatGoLater()
    {
        foreach (var name in "abc")
            Observe($"{name}", $"{name}1", Running("server"));
        Assert.Equal((2, 1), (_tailer.Followed, _tailer.Waiting));
        Assert.Contains(
            "More than 2 Pods have logs",
            await _troubles.Reader.ReadAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Observe("a", "a1", null);
        Assert.Equal((2, 0), (_tailer.Followed, _tailer.Waiting));
        Log("c", 0, "ERROR of the third");
        Assert.Equal(["ERROR of the third"], await NextAsync(1));
    }

    [Fact]
    public async Task Observe_PodHasEnded_ReadsItOnceAndMakesRoom()
    {
        Log("a", 0, "ERROR it ended");
        Observe(
            "a",
            "a1",
            """{"phase":"Failed","containerStatuses":[{"name":"server","state":{"terminated":{"exitCode":1,"reason":"Error"}}}]}"""
        );
        Assert.Equal(["ERROR it ended"], await NextAsync(1));
        _fake.EndLogs();
        await UntilAsync(() => _tailer.Followed == 0);
        Observe(
            "a",
            "a1",
            """{"phase":"Failed","containerStatuses":[{"name":"server","state":{"terminated":{"exitCode":1,"reason":"Error"}}}]}"""
        );
        Assert.Equal((0, 0, 1), (_tailer.Followed, _tailer.Waiting, _fake.Follows));
    }

    [Fact]
    public async Task Observe_InitContainerIsDone_FollowsTheOthers()
    {
        const string Init = """{"name":"init","state":{"terminated":{"exitCode":0,"reason":"Completed"}}}""";
        Observe("a", "a1", $$"""{"phase":"Pending","initContainerStatuses":[{{Init}}]}""");
        await UntilAsync(() => _fake.OpenFollows == 1);
        _fake.EndLogs();
        Observe(
            "a",
            "a1",
            $$"""{"phase":"Running","initContainerStatuses":[{{Init}}],"containerStatuses":[{"name":"server","state":{"running":{} } }]}"""
        );
        Log("a", 0, "ERROR of the server");
        Assert.Equal(["ERROR of the server"], await NextAsync(1));
        Assert.Equal(2, _fake.Follows);
    }

    [Fact]
    public async Task Observe_OtherPodOfTheName_IsFollowedInstead()
    {
        Observe("a", "a1", Running("server"));
        await UntilAsync(() => _fake.OpenFollows == 1);
        Observe("a", "a2", Running("server"));
        Log("a", 0, "ERROR of the second");
        Assert.Equal("a2", Assert.Single(await NextEventsAsync(1)).Subject.Uid);
        Assert.Equal(1, _tailer.Followed);
    }

    [Fact]
    public async Task Run_AccountMayNotReadLogs_SaysSoOnce()
    {
        for (var i = 0; i < 3; i++)
            _fake.Refuse(HttpStatusCode.Forbidden);
        Observe("a", "a1", Running("server"));
        Log("a", 0, "ERROR at last");
        Assert.Equal(["ERROR at last"], await NextAsync(1));
        Assert.Contains(
            "may not get pods/log",
            await _troubles.Reader.ReadAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _tailer.DisposeAsync();
        _server.Dispose();
        _fake.Dispose();
        _logs.Dispose();
    }

    private static string Running(string container) =>
        $$"""{"phase":"Running","containerStatuses":[{"name":"{{container}}","state":{"running":{} } }]}""";

    private void Log(string pod, double seconds, string text) =>
        _fake.Log(pod, "server", ReducedLogs.Start.AddSeconds(seconds), text);

    private void Observe(string name, string uid, string? status)
    {
        using var item = status is null ? null : JsonDocument.Parse($$"""{"status":{{status}}}""");
        _tailer.Observe(new ObservedObject(Pods, new ObjectKey("Pod", "shop", name), uid, item?.RootElement));
    }

    private async Task<List<string>> NextAsync(int count) =>
        (await NextEventsAsync(count)).ConvertAll(made => made.Message);

    // What waits for the clock waits for this to move it.
    private async Task<List<Event>> NextEventsAsync(int count)
    {
        var next = new List<Event>();
        await UntilAsync(async () =>
        {
            next.AddRange(await _logs.EventsAsync());
            return next.Count >= count;
        });
        return next;
    }

    private Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    private async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            _logs.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
