using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using KgRca.Agent.Checking;
using KgRca.Agent.Delivery;

namespace KgRca.Agent.Dependencies.Mesh;

/// <summary>Asks Prometheus, or what speaks its HTTP API.</summary>
/// <param name="http">Its base address is the one that <c>api/v1</c> is below.</param>
/// <param name="clock">Tells when it has taken too long.</param>
/// <param name="trouble">Told of remarks.</param>
internal sealed class PrometheusClient(HttpClient http, TimeProvider clock, Action<string> trouble) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // It gives up a little earlier by itself, and says so.
    private const string ServersPatience = "15s";

    // Annotations to a query begin so; an answer with another warning lacks something.
    private const string Annotation = "PromQL ";

    /// <summary>Where it is.</summary>
    public Uri Address => http.BaseAddress!;

    /// <summary>A client of an address.</summary>
    public static PrometheusClient Connect(PrometheusOptions options, TimeProvider clock, Action<string> trouble)
    {
        HttpMessageHandler handler = options.TokenFile is { } file
            ? new ApiKeyHandler(null, file)
            : new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        var http = new HttpClient(handler) { BaseAddress = options.Address };
        http.DefaultRequestHeaders.UserAgent.Add(
            new ProductInfoHeaderValue(
                "kgrca-agent",
                typeof(PrometheusClient).Assembly.GetName().Version?.ToString(3) ?? "0"
            )
        );
        if (options.Tenant is { } tenant)
            http.DefaultRequestHeaders.Add("X-Scope-OrgID", tenant);
        return new PrometheusClient(http, clock, trouble);
    }

    /// <summary>Asks for the values that a query has now.</summary>
    /// <exception cref="PrometheusException">There is no answer that could be used.</exception>
    public async Task<IReadOnlyList<PrometheusSample>> QueryAsync(string query, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/query")
            {
                Content = new FormUrlEncodedContent([new("query", query), new("timeout", ServersPatience)]),
            };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token);
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                throw new PrometheusException(
                    $"{Address} "
                        + $"{(request.Headers.Authorization is null ? "requires a token" : "rejects the token")} "
                        + $"({(int)response.StatusCode})."
                );
            return Read(response.StatusCode, await ParseAsync(response, linked.Token));
        }
        catch (Exception exception) when (ConnectionTrouble.Is(exception, cancellationToken))
        {
            throw new PrometheusException(
                $"{Address} cannot be queried: {ConnectionTrouble.Tell(exception)}",
                exception
            );
        }
    }

    public void Dispose() => http.Dispose();

    private IReadOnlyList<PrometheusSample> Read(HttpStatusCode status, PrometheusAnswer? answer)
    {
        if (answer is { Status: "error" })
            throw new PrometheusException($"{Address} returned an error: {answer.ErrorType}: {answer.Error}");
        if (status != HttpStatusCode.OK || answer is not { Status: "success", Data: { } data })
            throw new PrometheusException($"{Address} responds, but is not a Prometheus server ({(int)status}).");
        foreach (var warning in answer.Warnings ?? [])
        {
            if (!warning.StartsWith(Annotation, StringComparison.Ordinal))
                throw new PrometheusException($"{Address} returned a warning, so the result is not used: {warning}");
            trouble($"{Address} returned a warning: {warning}");
        }
        return data.Result;
    }

    private static async Task<PrometheusAnswer?> ParseAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(
                body,
                PrometheusJson.Default.PrometheusAnswer,
                cancellationToken
            );
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Prometheus has not answered, or not so that it can be used; the message says why.</summary>
internal sealed class PrometheusException(string message, Exception? innerException = null)
    : Exception(message, innerException);
