using System.Net;
using System.Threading.Channels;
using KgRca.Agent.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Agent.Tests.Kubernetes;

public sealed class InformerTests : IAsyncDisposable
{
    private static readonly ResourceType Pods = new("", "v1", "pods", "Pod");
    private static readonly ResourceType Widgets = new("example.com", "v1", "widgets", "", IsCustom: true);

    private readonly FakeApiServer _fake = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly CancellationTokenSource _ending = CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken
    );
    private readonly Channel<string> _observed = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _listed = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _troubles = Channel.CreateUnbounded<string>();
    private readonly ApiServer _server;
    private Informer _informer;
    private int _told;
    private Task _run = Task.CompletedTask;

    public InformerTests()
    {
        _server = _fake.Connect();
        _informer = Create(Pods);
    }

    [Fact]
    public async Task Run_KindThatTheUserNamed_IsPickedUpWhenTheClusterHasIt()
    {
        _informer = Create(Widgets);
        _informer.Restore(new ObjectKey("Widget", "shop", "a"), "a1");
        _informer.Restore(new ObjectKey("Gadget", "shop", "b"), "b1");
        await StartAsync(InformerState.NotServed);
        Assert.Equal(
            "example.com/v1/widgets: the cluster does not serve example.com/v1 yet",
            await _troubles.Reader.ReadAsync(_ending.Token)
        );
        _fake.Custom = [("widgets", "Widget")];
        _fake.Put("w", "w1", "new");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["new w w1", "gone a a1"], await NextAsync(2));
        Assert.Equal("Widget", _informer.Type.Kind);
    }

    [Fact]
    public async Task Run_KindIsServedNoMore_TellsOfItsObjectsAsGoneAndOfNewOnesWhenItIsBack()
    {
        foreach (var name in "ab")
            _fake.Put($"{name}", $"{name}1", "old");
        await StartAsync();
        await NextAsync(2);
        for (var i = 0; i < 20; i++)
            _fake.Refuse(HttpStatusCode.NotFound);
        _fake.Disconnect();
        Assert.Equal(["gone a a1", "gone b b1"], (await NextAsync(2)).Order());
        Assert.Equal(["old a a1", "old b b1"], await NextAsync(2));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task Run_KindCannotBeSeenForAWhile_TellsOfNoneOfItsObjectsAsGone(HttpStatusCode status)
    {
        foreach (var name in "ab")
            _fake.Put($"{name}", $"{name}1", "old");
        await StartAsync();
        await NextAsync(2);
        _fake.Refuse(status);
        _fake.Disconnect();
        Assert.Equal(["old a a1", "old b b1"], await NextAsync(2));
    }

    [Fact]
    public async Task Run_KindThatTheUserNamedFails_KeepsNobodyWaiting()
    {
        _fake.Custom = [("widgets", "Widget")];
        _informer = Create(Widgets);
        _fake.Refuse(HttpStatusCode.InternalServerError);
        await StartAsync(InformerState.Starting);
    }

    [Fact]
    public async Task Run_MoreObjectsThanAPage_TellsOfAllThenOfChanges()
    {
        foreach (var name in "abcde")
            _fake.Put($"{name}", $"{name}1", "old");
        await StartAsync();
        Assert.Equal(["old a a1", "old b b1", "old c c1", "old d d1", "old e e1"], await NextAsync(5));
        Assert.Equal(3, _fake.Lists);
        _fake.Put("f", "f1", "new");
        _fake.Put("a", "a1", "changed");
        _fake.Delete("b");
        Assert.Equal(["new f f1", "changed a a1", "gone b b1"], await NextAsync(3));
    }

    [Fact]
    public async Task Run_MoreObjectsThanAPage_SaysThatAllWereListedAfterTheLast()
    {
        foreach (var name in "abcde")
            _fake.Put($"{name}", $"{name}1", "old");
        await StartAsync();
        Assert.Equal(["5 Pod, 5 told"], await NextAsync(1, _listed));
        _fake.Put("f", "f1", "new");
        await NextAsync(6);
        Assert.False(_listed.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Run_NoObject_SaysThatThereIsNone()
    {
        await StartAsync();
        Assert.Equal(["0 Pod, 0 told"], await NextAsync(1, _listed));
    }

    [Fact]
    public async Task Run_HistoryIsGone_SaysAgainThatAllWereListed()
    {
        foreach (var name in "ab")
            _fake.Put($"{name}", $"{name}1", "old");
        await StartAsync();
        await NextAsync(1, _listed);
        _fake.Disconnect();
        _fake.Delete("a");
        _fake.Compact();
        Assert.Equal(["1 Pod, 4 told"], await NextAsync(1, _listed));
    }

    [Fact]
    public async Task Run_KindMayNotBeListed_SaysNothing()
    {
        _fake.Refuse(HttpStatusCode.Forbidden);
        await StartAsync(InformerState.Forbidden);
        Assert.False(_listed.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Run_ConnectionEnds_GoesOnFromWhereItWas()
    {
        _fake.Put("a", "a1");
        await StartAsync();
        await NextAsync(1);
        _fake.Put("b", "b1");
        await NextAsync(1);
        _fake.Disconnect();
        _fake.Put("c", "c1", "missed");
        Assert.Equal(["missed c c1"], await NextAsync(1));
        Assert.Equal(1, _fake.Lists);
    }

    [Fact]
    public async Task Run_LineIsTorn_LosesNothing()
    {
        _fake.Put("a", "a1");
        await StartAsync();
        await NextAsync(1);
        _fake.Disconnect(torn: true);
        _fake.Put("c", "c1", "missed");
        Assert.Equal(["missed c c1"], await NextAsync(1));
    }

    [Fact]
    public async Task Run_HistoryIsGone_ListsAgainAndTellsWhatVanished()
    {
        foreach (var name in "abc")
            _fake.Put($"{name}", $"{name}1", "old");
        await StartAsync();
        await NextAsync(3);
        _fake.Disconnect();
        _fake.Delete("a");
        _fake.Delete("b");
        _fake.Put("b", "b2", "remade");
        _fake.Compact();
        Assert.Equal(["gone b b1", "remade b b2", "old c c1", "gone a a1"], await NextAsync(4));
    }

    [Fact]
    public async Task Run_Bookmark_IsWhereTheNextWatchBegins()
    {
        _fake.Put("a", "a1");
        await StartAsync();
        await NextAsync(1);
        // Another kind's changes move the server's version on; its history up to the bookmark is dropped.
        _fake.Put("b", "b1");
        await NextAsync(1);
        _fake.Delete("b");
        await NextAsync(1);
        _fake.Bookmark();
        _fake.Compact();
        _fake.Disconnect();
        _fake.Put("c", "c1", "missed");
        Assert.Equal(["missed c c1"], await NextAsync(1));
        Assert.Equal(1, _fake.Lists);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, (int)InformerState.Forbidden)]
    [InlineData(HttpStatusCode.Unauthorized, (int)InformerState.Forbidden)]
    [InlineData(HttpStatusCode.NotFound, (int)InformerState.NotServed)]
    public async Task Run_RefusedForGood_SaysSoAndTriesAgainLater(HttpStatusCode status, int expected)
    {
        _fake.Put("a", "a1", "there");
        _fake.Refuse(status);
        _run = _informer.RunAsync(_ending.Token);
        Assert.Equal((InformerState)expected, await _informer.FirstState);
        if (status != HttpStatusCode.NotFound)
            Assert.Contains("it is refused", await _troubles.Reader.ReadAsync(_ending.Token));
        Assert.Equal(["there a a1"], await NextAsync(1));
        Assert.Equal(InformerState.Synced, _informer.State);
    }

    [Fact]
    public async Task Run_RefusedManyTimes_SaysItOnceAndWhenItIsOver()
    {
        _fake.Put("a", "a1", "there");
        for (var i = 0; i < 12; i++)
            _fake.Refuse(HttpStatusCode.Forbidden);
        var regained = 0;
        _informer.Learned = () => regained++;
        _run = _informer.RunAsync(_ending.Token);
        Assert.Equal(["there a a1"], await NextAsync(1));
        Assert.Equal(
            ["pods: the API server returned 403: it is refused", "pods: access restored."],
            [await _troubles.Reader.ReadAsync(_ending.Token), await _troubles.Reader.ReadAsync(_ending.Token)]
        );
        Assert.False(_troubles.Reader.TryRead(out _));
        Assert.Equal(1, regained);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task Run_RefusedForNow_TriesAgain(HttpStatusCode status)
    {
        _fake.Put("a", "a1", "there");
        _fake.Refuse(status);
        _fake.Refuse(status);
        _run = _informer.RunAsync(_ending.Token);
        Assert.Equal(["there a a1"], await NextAsync(1));
        Assert.Contains(
            $"pods: the API server returned {(int)status}: it is refused",
            await _troubles.Reader.ReadAsync(_ending.Token)
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _server.Dispose();
        _fake.Dispose();
        _ending.Dispose();
    }

    private async Task StartAsync(InformerState state = InformerState.Synced)
    {
        _run = _informer.RunAsync(_ending.Token);
        Assert.Equal(state, await _informer.FirstState);
    }

    private Informer Create(ResourceType type) =>
        new(
            _server,
            type,
            (observed, _) =>
            {
                _told++;
                _observed.Writer.TryWrite(
                    $"{(observed.Object is { } item ? $"{item.GetProperty("spec").GetProperty("content")}" : "gone")} {observed.Key.Name} {observed.Uid}"
                );
                return ValueTask.CompletedTask;
            },
            trouble => _troubles.Writer.TryWrite(trouble),
            _clock,
            new Discovery(_server)
        )
        {
            Listed = listed => _listed.Writer.TryWrite($"{listed.Count} {listed.Type.Kind}, {_told} told"),
        };

    // What waits for the clock waits for this to move it.
    private async Task<List<string>> NextAsync(int count, Channel<string>? channel = null)
    {
        var next = new List<string>();
        while (next.Count < count)
        {
            _ending.Token.ThrowIfCancellationRequested();
            if ((channel ?? _observed).Reader.TryRead(out var observed))
                next.Add(observed);
            else if (_run.IsCompleted)
                await _run;
            else
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }
        }
        return next;
    }
}
