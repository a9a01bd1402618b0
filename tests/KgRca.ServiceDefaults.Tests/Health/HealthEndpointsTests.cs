using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace KgRca.ServiceDefaults.Tests.Health;

public sealed class HealthEndpointsTests
{
    [Fact]
    public async Task Ready_ACheckFails_Is503AndNamesIt()
    {
        await using var app = await StartAsync(HealthCheckResult.Unhealthy("The disk is full."));
        using var http = app.GetTestClient();
        using var response = await http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        using var answer = JsonDocument.Parse(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        Assert.Equal("unhealthy", answer.RootElement.GetProperty("status").GetString());
        Assert.Equal(
            "The disk is full.",
            answer.RootElement.GetProperty("checks").GetProperty("store").GetProperty("description").GetString()
        );
    }

    [Fact]
    public async Task Ready_AllWell_Is200()
    {
        await using var app = await StartAsync(HealthCheckResult.Healthy());
        using var http = app.GetTestClient();
        Assert.Equal(
            """{"status":"healthy","checks":{"store":{"status":"healthy"}}}""",
            await http.GetStringAsync("/health/ready", TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task Live_ACheckFails_IsStill200()
    {
        await using var app = await StartAsync(HealthCheckResult.Unhealthy());
        using var http = app.GetTestClient();
        using var response = await http.GetAsync("/health/live", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/throws", HttpStatusCode.InternalServerError)]
    public async Task Get_Failure_IsAProblemThatGivesNothingAway(string path, HttpStatusCode status)
    {
        await using var app = await StartAsync(HealthCheckResult.Healthy());
        using var http = app.GetTestClient();
        using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain(
            "inner secret",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task Metrics_AreInPrometheusTextFormat()
    {
        await using var app = await StartAsync(HealthCheckResult.Healthy());
        using var http = app.GetTestClient();
        using var response = await http.GetAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Metrics_ThroughAProxy_AreRefused()
    {
        await using var app = await StartAsync(HealthCheckResult.Healthy());
        using var http = app.GetTestClient();
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.1");
        using var response = await http.GetAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Forbidden)]
    [InlineData("Bearer wrong", HttpStatusCode.Forbidden)]
    [InlineData("Bearer secret", HttpStatusCode.OK)]
    public async Task Metrics_WithAToken_AreForWhoeverSendsIt(string? authorization, HttpStatusCode expected)
    {
        await using var app = await StartAsync(HealthCheckResult.Healthy(), ("KgRca:Metrics:Token", "secret"));
        using var http = app.GetTestClient();
        if (authorization is not null)
            http.DefaultRequestHeaders.Add("Authorization", authorization);
        using var response = await http.GetAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Server_SlowReader_IsEnded()
    {
        await using var app = await StartAsync(HealthCheckResult.Healthy());
        var limits = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.True(limits.MinResponseDataRate is { BytesPerSecond: >= 16 * 1024, GracePeriod.TotalSeconds: <= 5 });
    }

    private static async Task<WebApplication> StartAsync(
        HealthCheckResult result,
        params (string Name, string Value)[] settings
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseTestServer();
        foreach (var (name, value) in settings)
            builder.Configuration[name] = value;
        builder.Services.AddRouting();
        builder.AddServiceDefaults();
        builder.Services.AddHealthChecks().AddCheck("store", () => result);
        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapGet("/throws", string () => throw new InvalidOperationException("inner secret"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
