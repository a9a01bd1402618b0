using System.Globalization;
using KgRca.Agent.Dependencies.Mesh;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KgRca.Agent.Tests.Dependencies.Mesh;

/// <summary>Prometheus' HTTP API below <c>/prometheus</c>, where Mimir has it, that answers as a test says.</summary>
internal sealed class FakePrometheus : IAsyncDisposable
{
    public const string Nothing = """{"status":"success","data":{"resultType":"vector","result":[]}}""";

    private readonly WebApplication _app;

    private FakePrometheus(WebApplication app) => _app = app;

    /// <summary>The answer to a query.</summary>
    public Func<string, string> Answer { get; set; } = _ => Nothing;

    /// <summary>The status that it has.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>The token that must be shown; null where none is asked for.</summary>
    public string? Token { get; set; }

    /// <summary>What the header <c>X-Scope-OrgID</c> said last.</summary>
    public string? Tenant { get; private set; }

    /// <summary>The queries that came, in order.</summary>
    public List<string> Queries { get; } = [];

    public Uri Address => new($"{_app.Urls.First()}/prometheus/");

    public static async Task<FakePrometheus> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var prometheus = new FakePrometheus(builder.Build());
        prometheus._app.MapPost("/prometheus/api/v1/query", prometheus.AnswerAsync);
        await prometheus._app.StartAsync(TestContext.Current.CancellationToken);
        return prometheus;
    }

    public PrometheusClient Connect(Action<string>? trouble = null, string? tokenFile = null, string? tenant = null) =>
        PrometheusClient.Connect(
            new PrometheusOptions(Address, tokenFile, Tenant: tenant),
            TimeProvider.System,
            trouble ?? (text => Assert.Fail(text))
        );

    /// <summary>A vector as Prometheus writes it.</summary>
    /// <param name="samples">Labels as the members of an object, and a value.</param>
    public static string Vector(params (string Labels, double Value)[] samples) =>
        $$$"""{"status":"success","data":{"resultType":"vector","result":[{{{string.Join(',', samples.Select(Sample))}}}]}}""";

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static string Sample((string Labels, double Value) sample) =>
        $$$"""{"metric":{{{{sample.Labels}}}},"value":[1764036000.123,"{{{sample.Value.ToString(CultureInfo.InvariantCulture)}}}"]}""";

    private async Task<IResult> AnswerAsync(HttpRequest request)
    {
        Tenant = request.Headers["X-Scope-OrgID"].FirstOrDefault();
        if (Token is not null && request.Headers.Authorization != $"Bearer {Token}")
            return TypedResults.Unauthorized();
        var form = await request.ReadFormAsync();
        var query = form["query"].ToString();
        lock (Queries)
            Queries.Add(query);
        return TypedResults.Text(Answer(query), "application/json", statusCode: Status);
    }
}
