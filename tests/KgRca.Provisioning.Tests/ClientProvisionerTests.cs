using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;

namespace KgRca.Provisioning.Tests;

public sealed class ClientProvisionerTests
{
    private static readonly int Topics = Enum.GetValues<DataTopic>().Length;

    public static TheoryData<Crash> Crashes { get; } =
    [.. from step in Enumerable.Range(0, 2) from isAfter in (bool[])[false, true] select new Crash(step, isAfter)];

    private static string Complete => $"Active, {Topics} topics, graph, 0 begun";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Crashes_AreAtEachStep()
    {
        await using var stores = await Stores.OpenAsync();
        Assert.Equal(Crashes.Count, stores.Steps.Count * 2);
    }

    [Fact]
    public async Task Create_Client_HasEverythingAndDelete_LeavesNothing()
    {
        await using var stores = await Stores.OpenAsync();
        using var provisioner = stores.NewProvisioner();
        var removed = new List<TenantId>();
        provisioner.Removed += removed.Add;
        var client = await provisioner.CreateAsync("Acme", Plan.Basic, Token);
        Assert.Equal(Complete, await stores.DescribeAsync(client.Id));
        Assert.True(await provisioner.DeleteAsync(client.Id, Token));
        Assert.Equal("no client, 0 topics, no graph, 0 begun", await stores.DescribeAsync(client.Id));
        Assert.Equal([client.Id], removed);
        Assert.False(await provisioner.DeleteAsync(client.Id, Token));
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task Create_ProcessEndsAtAStep_IsEndedByTheNext(Crash crash)
    {
        await using var stores = await Stores.OpenAsync();
        var id = TenantId.Create("acme");
        using (var first = stores.NewProvisioner(new CrashingSteps(stores.Steps, crash).All))
            await Assert.ThrowsAsync<CrashException>(() => first.CreateAsync(id, "Acme", Plan.Basic, Token));
        Assert.EndsWith("1 begun", await stores.DescribeAsync(id), StringComparison.Ordinal);
        using var second = stores.NewProvisioner();
        Assert.Equal(1, await second.ResumeAsync(Token));
        Assert.Equal(Complete, await stores.DescribeAsync(id));
        Assert.Equal(0, await second.ResumeAsync(Token));
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task Delete_ProcessEndsAtAStep_IsEndedByTheNext(Crash crash)
    {
        await using var stores = await Stores.OpenAsync();
        using var second = stores.NewProvisioner();
        var client = await second.CreateAsync("Acme", Plan.Basic, Token);
        using (var first = stores.NewProvisioner(new CrashingSteps(stores.Steps, crash).All))
            await Assert.ThrowsAsync<CrashException>(() => first.DeleteAsync(client.Id, Token));
        Assert.StartsWith("Suspended", await stores.DescribeAsync(client.Id), StringComparison.Ordinal);
        Assert.False(await second.EnsureAsync(client.Id, Token));
        Assert.Equal(1, await second.ResumeAsync(Token));
        Assert.Equal("no client, 0 topics, no graph, 0 begun", await stores.DescribeAsync(client.Id));
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task Delete_ClientThatIsHalfMade_LeavesNothing(Crash crash)
    {
        await using var stores = await Stores.OpenAsync();
        var id = TenantId.Create("acme");
        using (var first = stores.NewProvisioner(new CrashingSteps(stores.Steps, crash).All))
            await Assert.ThrowsAsync<CrashException>(() => first.CreateAsync(id, "Acme", Plan.Basic, Token));
        using var second = stores.NewProvisioner();
        Assert.True(await second.DeleteAsync(id, Token));
        Assert.Equal("no client, 0 topics, no graph, 0 begun", await stores.DescribeAsync(id));
        Assert.Equal(0, await second.ResumeAsync(Token));
    }

    [Fact]
    public async Task Resume_ManyInterrupted_EndsAll()
    {
        await using var stores = await Stores.OpenAsync();
        var ids = Enumerable.Range(0, 4).Select(number => TenantId.Create($"c{number}")).ToList();
        foreach (var id in ids)
        {
            using var first = stores.NewProvisioner(new CrashingSteps(stores.Steps, new Crash(1, false)).All);
            await Assert.ThrowsAsync<CrashException>(() => first.CreateAsync(id, "Acme", Plan.Basic, Token));
        }
        using var second = stores.NewProvisioner();
        Assert.Equal(4, await second.ResumeAsync(Token));
        Assert.Equal($"Active, {4 * Topics} topics, graph, 0 begun", await stores.DescribeAsync(ids[3]));
    }

    [Fact]
    public async Task Steps_DoneAndUndoneTwice_AreAsOnce()
    {
        await using var stores = await Stores.OpenAsync();
        var client = await stores.Clients.CreateAsync("Acme", Plan.Basic, Token);
        foreach (var step in stores.Steps.Concat(stores.Steps))
            await step.DoAsync(client, Token);
        Assert.Equal(Complete, await stores.DescribeAsync(client.Id));
        foreach (var step in stores.Steps.Concat(stores.Steps))
            await step.UndoAsync(client.Id, Token);
        Assert.Equal("Active, 0 topics, no graph, 0 begun", await stores.DescribeAsync(client.Id));
    }
}
