using System.Net;
using KgRca.Api.Limits;
using KgRca.Api.Tests.Limits;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;
using KgRca.Testing;
using StackExchange.Redis;

[assembly: AssemblyFixture(typeof(RedisFixture))]

namespace KgRca.Api.Tests.Limits;

public sealed class RedisLimiterTests : BudgetLimiterContract, IAsyncDisposable
{
    private readonly List<ConnectionMultiplexer> _connections = [];

    [Fact]
    public async Task Acquire_TwoReplicas_ShareTheLimit()
    {
        using var one = await CreateAsync(10, TimeProvider.System, "shared");
        using var other = await CreateAsync(10, TimeProvider.System, "shared");
        for (var i = 0; i < 5; i++)
        {
            Assert.True(await AcquireAsync(one));
            Assert.True(await AcquireAsync(other));
        }
        Assert.False(await AcquireAsync(one));
        Assert.False(await AcquireAsync(other));
        Assert.Equal(0, one.State().Remaining);
    }

    [Fact]
    public async Task Acquire_RedissOwnClock_SaysWhenThereIsRoomAgain()
    {
        var counts = new RedisCounts(await ConnectAsync(await StartAsync()), TimeProvider.System);
        using var limiter = new RedisLimiter(counts, $"{Guid.NewGuid()}", 1, null);
        Assert.True(await AcquireAsync(limiter));
        Assert.False(await AcquireAsync(limiter));
        Assert.InRange(limiter.State().ResetAfter, TimeSpan.FromTicks(1), BudgetLimiter.Window);
    }

    [Fact]
    public async Task Get_OverTheLimit_Is429WithHeaders()
    {
        var redis = await StartAsync();
        await using var one = await StartApiAsync(redis.ConnectionString);
        var (_, http) = await one.AddClientAsync("acme", Permissions.Read, Plan.Free);
        for (var i = 0; i < 100; i++)
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(http)).StatusCode);
        using var refused = await GetAsync(http);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("\"default\";q=100;w=60", refused.Headers.GetValues("RateLimit-Policy").Single());
        Assert.StartsWith("\"default\";r=0;t=", refused.Headers.GetValues("RateLimit").Single());
    }

    [Fact]
    public async Task Get_RedisKilledAndStarted_IsServedAsThePlanSays()
    {
        await using var redis = await RedisInstallation.StartAsync(Cancellation);
        if (redis is null)
            Assert.Skip(RedisInstallation.MissingReason);
        await using var api = await StartApiAsync(redis.ConnectionString);
        var (_, free) = await api.AddClientAsync("free", Permissions.Read, Plan.Free);
        var (_, basic) = await api.AddClientAsync("basic", Permissions.Read, Plan.Basic);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(free)).StatusCode);

        await redis.KillAsync(Cancellation);
        using var refused = await GetAsync(free);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        for (var i = 0; i < 1_000; i++)
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(basic)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await GetAsync(basic)).StatusCode);
        using var anyone = api.Http(null);
        Assert.Contains("Redis does not respond", await anyone.GetStringAsync("health/ready", Cancellation));

        await redis.RestartAsync(Cancellation);
        await WaitUntilAsync(async () =>
        {
            api.Clock.Advance(RedisCounts.Pause);
            return (await GetAsync(free)).StatusCode == HttpStatusCode.OK;
        });
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(basic)).StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
            await connection.DisposeAsync();
    }

    private protected override Task<BudgetLimiter> CreateAsync(int limit, TimeProvider clock) =>
        CreateAsync(limit, clock, $"{Guid.NewGuid()}");

    private static async Task<RedisServer> StartAsync()
    {
        var fixture = await TestContext.Current.GetFixture<RedisFixture>();
        var server = await fixture!.Server.Value;
        if (server is null)
            Assert.Skip(RedisServer.MissingReason);
        return server;
    }

    private static Task<ApiHost> StartApiAsync(string redis) => ApiHost.StartAsync(("ConnectionStrings:redis", redis));

    private static Task<HttpResponseMessage> GetAsync(HttpClient http) => http.GetAsync("api/v1/agents", Cancellation);

    private static async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
            await Task.Yield();
    }

    private async Task<BudgetLimiter> CreateAsync(int limit, TimeProvider clock, string budget)
    {
        var counts = new RedisCounts(await ConnectAsync(await StartAsync()), TimeProvider.System, clock);
        return new RedisLimiter(counts, budget, limit, null);
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(RedisServer redis)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        _connections.Add(connection);
        return connection;
    }
}

/// <summary>One server for all tests, started by the first that wants it.</summary>
public sealed class RedisFixture : IAsyncDisposable
{
    public Lazy<Task<RedisServer?>> Server { get; } = new(() => RedisServer.FindAsync(CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        if (Server.IsValueCreated && await Server.Value is { } server)
            await server.DisposeAsync();
    }
}
