using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace KgRca.Graph.Neo4j;

/// <summary>
/// One Neo4j server, by its Query API (https://neo4j.com/docs/query-api/current/). A statement is a transaction of its
/// own. Errors that Neo4j calls transient, and connections that cannot be made, are tried again: of such a statement
/// nothing was done. Safe for use by many threads.
/// </summary>
internal sealed class Neo4jServer : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly ResiliencePipeline<Neo4jAnswer> _pipeline;

    public Neo4jServer(Uri address, Neo4jAddress credentials, TimeProvider clock)
    {
        Address = address;
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectTimeout = ConnectTimeout,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                AutomaticDecompression = System.Net.DecompressionMethods.All,
            }
        )
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (credentials.User is { } user)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{credentials.Password}"))
            );
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        _pipeline = Pipeline(clock);
    }

    public Uri Address { get; }

    /// <summary>Runs a statement.</summary>
    /// <exception cref="GraphUnavailableException">The server is away, or refuses.</exception>
    /// <exception cref="Neo4jException">The statement failed, and nothing of it was done.</exception>
    public async Task<Neo4jAnswer> RunAsync(
        string database,
        Neo4jStatement statement,
        CancellationToken cancellationToken
    )
    {
        var body = Body(statement);
        try
        {
            return await _pipeline.ExecuteAsync(
                async token => await SendAsync(database, body, token),
                cancellationToken
            );
        }
        catch (Exception exception)
            when (exception is HttpRequestException or IOException or TimeoutRejectedException or BrokenCircuitException
            )
        {
            throw new GraphUnavailableException($"Neo4j at {Address} does not answer: {exception.Message}", exception);
        }
        catch (Neo4jException exception) when (!exception.IsOfStatement)
        {
            throw new GraphUnavailableException($"Neo4j at {Address} refuses: {exception.Message}", exception);
        }
    }

    public void Dispose() => _http.Dispose();

    private static ResiliencePipeline<Neo4jAnswer> Pipeline(TimeProvider clock) =>
        new ResiliencePipelineBuilder<Neo4jAnswer> { TimeProvider = clock }
            .AddTimeout(Deadline)
            .AddRetry(
                new RetryStrategyOptions<Neo4jAnswer>
                {
                    ShouldHandle = new PredicateBuilder<Neo4jAnswer>()
                        .Handle<Neo4jException>(exception => exception.IsTransient)
                        .Handle<HttpRequestException>(exception =>
                            exception.HttpRequestError == HttpRequestError.ConnectionError
                        ),
                    MaxRetryAttempts = 3,
                    Delay = RetryDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                }
            )
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions<Neo4jAnswer>
                {
                    ShouldHandle = new PredicateBuilder<Neo4jAnswer>().Handle<HttpRequestException>(),
                    FailureRatio = 0.5,
                    MinimumThroughput = 10,
                    SamplingDuration = TimeSpan.FromSeconds(10),
                    BreakDuration = BreakDuration,
                }
            )
            .Build();

    private static byte[] Body(Neo4jStatement statement)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("statement", statement.Text);
            json.WriteString("accessMode", statement.IsWrite ? "WRITE" : "READ");
            if (statement.Bookmarks is { Count: > 0 } bookmarks)
            {
                json.WriteStartArray("bookmarks");
                foreach (var bookmark in bookmarks)
                    json.WriteStringValue(bookmark);
                json.WriteEndArray();
            }
            json.WriteStartObject("parameters");
            statement.WriteParameters?.Invoke(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private async Task<Neo4jAnswer> SendAsync(string database, byte[] body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _http.PostAsync($"db/{database}/query/v2", content, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        JsonDocument document;
        try
        {
            document = await JsonDocument.ParseAsync(stream, default, cancellationToken);
        }
        catch (JsonException exception)
        {
            throw new HttpRequestException(
                $"The answer with status {(int)response.StatusCode} is no JSON.",
                exception,
                response.StatusCode
            );
        }
        if (!document.RootElement.TryGetProperty("errors", out var errors) || errors.GetArrayLength() == 0)
            return new Neo4jAnswer(document);
        using (document)
            throw new Neo4jException(
                errors[0].GetProperty("code").GetString()!,
                errors[0].GetProperty("message").GetString()!
            );
    }
}

/// <summary>A statement and how to run it.</summary>
/// <param name="Text">The Cypher.</param>
/// <param name="WriteParameters">Writes the parameters, name by name.</param>
/// <param name="IsWrite">Whether it may change something; others may be answered by a replica.</param>
/// <param name="Bookmarks">The transactions that it has to see.</param>
internal sealed record Neo4jStatement(
    string Text,
    Action<Utf8JsonWriter>? WriteParameters = null,
    bool IsWrite = false,
    IReadOnlyList<string>? Bookmarks = null
);

/// <summary>A statement's answer, to be disposed of.</summary>
internal sealed class Neo4jAnswer(JsonDocument document) : IDisposable
{
    /// <summary>The rows, each an array.</summary>
    public IEnumerable<JsonElement> Rows =>
        document.RootElement.GetProperty("data").GetProperty("values").EnumerateArray();

    /// <summary>What later statements give to see this one's effect.</summary>
    public IReadOnlyList<string> Bookmarks =>
        document.RootElement.TryGetProperty("bookmarks", out var bookmarks)
            ? [.. bookmarks.EnumerateArray().Select(bookmark => bookmark.GetString()!)]
            : [];

    public void Dispose() => document.Dispose();
}

/// <summary>Neo4j's answer that a statement failed.</summary>
/// <param name="code">Neo4j's status code, such as <c>Neo.ClientError.Statement.SyntaxError</c>.</param>
/// <param name="message">Neo4j's message.</param>
internal sealed class Neo4jException(string code, string message) : Exception($"{message} ({code})")
{
    /// <summary>Neo4j's status code.</summary>
    public string Code { get; } = code;

    /// <summary>Whether the same statement may succeed later, as Neo4j says.</summary>
    public bool IsTransient => Code.StartsWith("Neo.TransientError.", StringComparison.Ordinal);

    /// <summary>Whether the statement or its data is to blame, rather than the server or the credentials.</summary>
    public bool IsOfStatement =>
        Code.StartsWith("Neo.ClientError.Statement.", StringComparison.Ordinal)
        || Code.StartsWith("Neo.ClientError.Schema.", StringComparison.Ordinal)
        || Code.StartsWith("Neo.ClientError.Database.", StringComparison.Ordinal);
}
