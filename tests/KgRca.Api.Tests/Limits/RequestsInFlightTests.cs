using System.Net;
using System.Threading.RateLimiting;
using KgRca.Api.Authentication;
using KgRca.Api.Limits;
using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;
using Microsoft.AspNetCore.Http;

namespace KgRca.Api.Tests.Limits;

public sealed class RequestsInFlightTests
{
    [Fact]
    public async Task Acquire_ClientAtItsLimit_WaitsUntilOneIsAnswered()
    {
        await using var limiter = RequestsInFlight.Create();
        var leases = await AcquireAsync(limiter, () => Request("a"), RequestsInFlight.OfClient);
        var waiting = limiter.AcquireAsync(Request("a"), 1, TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        leases[0].Dispose();
        Assert.True((await waiting).IsAcquired);
    }

    [Fact]
    public async Task Acquire_OthersAtTheirLimit_IsGiven()
    {
        await using var limiter = RequestsInFlight.Create();
        await AcquireAsync(limiter, () => Request("a"), RequestsInFlight.OfClient);
        await AcquireAsync(limiter, () => Address("10.0.0.1"), RequestsInFlight.OfClient);
        Assert.True(limiter.AttemptAcquire(Request("b")).IsAcquired);
        Assert.True(limiter.AttemptAcquire(Address("10.0.0.2")).IsAcquired);
        Assert.True(limiter.AttemptAcquire(Request("a", "/api/v1/ingest")).IsAcquired);
    }

    [Fact]
    public async Task Acquire_AsManyAsThereMayBeInAll_RefusesOneThatCannotWait()
    {
        await using var limiter = RequestsInFlight.Create();
        for (var client = 0; client < RequestsInFlight.InAll / RequestsInFlight.OfClient; client++)
            await AcquireAsync(limiter, () => Request($"client{client}"), RequestsInFlight.OfClient);
        Assert.False(limiter.AttemptAcquire(Request("late")).IsAcquired);
    }

    private static async Task<List<RateLimitLease>> AcquireAsync(
        PartitionedRateLimiter<HttpContext> limiter,
        Func<HttpContext> request,
        int count
    )
    {
        var leases = new List<RateLimitLease>();
        for (var i = 0; i < count; i++)
        {
            leases.Add(await limiter.AcquireAsync(request(), 1, TestContext.Current.CancellationToken));
            Assert.True(leases[^1].IsAcquired);
        }
        return leases;
    }

    private static DefaultHttpContext Request(string client, string path = "/api/v1/incidents")
    {
        var http = new DefaultHttpContext();
        http.Request.Path = path;
        var id = TenantId.Parse($"client-{client}-abcdef");
        http.Features.Set(new Caller(new AuthenticatedClient(id, "key", Permissions.Read, Plan.Free)));
        return http;
    }

    private static DefaultHttpContext Address(string address)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return http;
    }
}
