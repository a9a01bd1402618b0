using System.Net;
using System.Threading.Channels;
using KgRca.Agent.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Agent.Tests.Kubernetes;

public sealed class ClusterFeedTests
{
    private static readonly ResourceType Pods = new("", "v1", "pods", "Pod");

    [Fact]
    public async Task Unseen_KindThatMayNotBeListed_IsOneOfThem() =>
        Assert.Equal(
            ["Secret"],
            await UnseenAsync([new ResourceType("", "v1", "secrets", "Secret"), Pods], HttpStatusCode.Forbidden)
        );

    [Fact]
    public async Task Unseen_KindThatTheClusterDoesNotHave_IsOneOfThemUntilAMinuteHasPassed()
    {
        using var fake = new FakeApiServer();
        using var server = fake.Connect();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var clock = new FakeTimeProvider();
        var (gone, unseen) = (Channel.CreateUnbounded<string>(), Channel.CreateUnbounded<IEnumerable<string>>());
        var feed = new ClusterFeed(
            server,
            [new ResourceType("gateway.networking.k8s.io", "v1", "gateways", "Gateway")],
            (observed, _) => gone.Writer.WriteAsync($"{observed.Key} {observed.Object is null}", ending.Token),
            _ => { },
            clock
        );
        feed.Restore(new ObjectKey("Gateway", "shop", "edge"), "u1");
        for (var i = 0; i < 100; i++)
            fake.Refuse(HttpStatusCode.NotFound);
        var run = feed.RunAsync(() => unseen.Writer.TryWrite(feed.Unseen), ending.Token);
        Assert.Equal(["Gateway"], await unseen.Reader.ReadAsync(ending.Token));
        Assert.False(gone.Reader.TryPeek(out _));
        for (; !unseen.Reader.TryPeek(out _); await Task.Yield())
            clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await unseen.Reader.ReadAsync(ending.Token));
        Assert.Equal($"{new ObjectKey("Gateway", "shop", "edge")} True", await gone.Reader.ReadAsync(ending.Token));
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task Unseen_KindThatTheServerDoesNotNameNow_IsThatOfObjectsOfAFormerRunThatNoOtherHas() =>
        Assert.Equal(
            ["Widget"],
            await UnseenAsync(
                [new ResourceType("example.com", "v1", "widgets", "", IsCustom: true), Pods],
                HttpStatusCode.ServiceUnavailable
            )
        );

    private static async Task<IEnumerable<string>> UnseenAsync(IReadOnlyList<ResourceType> types, HttpStatusCode first)
    {
        using var fake = new FakeApiServer();
        using var server = fake.Connect();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var feed = new ClusterFeed(server, types, (_, _) => ValueTask.CompletedTask, _ => { }, new FakeTimeProvider());
        foreach (var kind in (string[])["Pod", "Widget"])
            feed.Restore(new ObjectKey(kind, "shop", "x"), "u1");
        fake.Refuse(first);
        var complete = new TaskCompletionSource<IReadOnlySet<string>>();
        var run = feed.RunAsync(() => complete.TrySetResult(feed.Unseen), ending.Token);
        var unseen = await complete.Task.WaitAsync(ending.Token);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        return unseen;
    }
}
