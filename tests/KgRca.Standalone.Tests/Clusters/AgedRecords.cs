using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KgRca.Standalone.Tests.Clusters;

/// <summary>
/// Stands between an agent and the platform. What was made before it started is a day older by what it passes on: a
/// control plane gives no object another time than that of its making.
/// </summary>
internal sealed partial class AgedRecords : IAsyncDisposable
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);

    private readonly WebApplication _app;
    private readonly HttpClient _platform = new();
    private readonly string _address;
    private readonly DateTimeOffset _startedAt = TimeProvider.System.GetUtcNow();

    private AgedRecords(WebApplication app, string address) => (_app, _address) = (app, address);

    /// <summary>Where the agent delivers.</summary>
    public string Address => _app.Urls.First();

    /// <summary>Starts it.</summary>
    /// <param name="platform">Where the platform is.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<AgedRecords> StartAsync(string platform, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var aged = new AgedRecords(builder.Build(), platform);
        aged._app.Run(aged.PassOnAsync);
        await aged._app.StartAsync(cancellationToken);
        return aged;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _platform.Dispose();
    }

    private async Task PassOnAsync(HttpContext context)
    {
        var (request, cancellationToken) = (context.Request, context.RequestAborted);
        using var sent = new HttpRequestMessage(
            new HttpMethod(request.Method),
            $"{_address}{request.Path}{request.QueryString}"
        );
        sent.Content = new StringContent(
            TimeText().Replace(await ReadAsync(request, cancellationToken), Older),
            Encoding.UTF8,
            "application/x-ndjson"
        );
        sent.Headers.TryAddWithoutValidation("Authorization", request.Headers.Authorization.ToString());
        using var answer = await _platform.SendAsync(sent, cancellationToken);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        if (answer.Headers.RetryAfter is { } retry)
            context.Response.Headers.RetryAfter = retry.ToString();
        await answer.Content.CopyToAsync(context.Response.Body, cancellationToken);
    }

    private static async Task<string> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        await using var body =
            request.Headers.ContentEncoding == "gzip"
                ? new GZipStream(request.Body, CompressionMode.Decompress)
                : request.Body;
        using var reader = new StreamReader(body);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private string Older(Match match)
    {
        var day = DateTimeOffset.Parse(match.ValueSpan, CultureInfo.InvariantCulture);
        return day < _startedAt ? $"{day - Age:yyyy-MM-dd}{match.Value[10..]}" : match.Value;
    }

    [GeneratedRegex(@"(?<="")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z(?="")")]
    private static partial Regex TimeText();
}
