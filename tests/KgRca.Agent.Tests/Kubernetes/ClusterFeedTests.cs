using System.Net;
using KgRca.Agent.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Agent.Tests.Kubernetes;

public sealed class ClusterFeedTests
{
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task KnowsAll_KindThatMayNotBeListed_IsTrueOnlyWhereNothingOfItIsKnown(bool wasSeenBefore, bool expected)
    {
        using var fake = new FakeApiServer();
        using var server = fake.Connect();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var feed = new ClusterFeed(server, [new ResourceType("", "v1", "secrets", "Secret"), new ResourceType("", "v1", "pods", "Pod")], (_, _) => ValueTask.CompletedTask, _ => { }, new FakeTimeProvider());
        if (wasSeenBefore) feed.Restore(new ObjectKey("Secret", "shop", "db"), "u1");
        fake.Refuse(HttpStatusCode.Forbidden);
        var complete = new TaskCompletionSource<bool>();
        var run = feed.RunAsync(() => complete.TrySetResult(feed.KnowsAll), ending.Token);
        Assert.Equal(expected, await complete.Task.WaitAsync(ending.Token));
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }
}
