using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using KgRca.Agent.Receiving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace KgRca.Agent.Logs.Receiving;

/// <summary>
/// <c>POST /logs/vector</c> and <c>POST /logs/fluent-bit</c>: what the <c>http</c> outputs of collectors send. Each
/// takes what the other does.
/// </summary>
internal static class LogEndpoints
{
    private const string RetryAfterSeconds = "5";

    /// <summary>
    /// Maps the endpoints. Whoever calls them may need to prove it: the caller adds that to what is returned.
    /// </summary>
    /// <param name="routes">Where to.</param>
    /// <param name="reducer">Takes the lines.</param>
    public static RouteGroupBuilder MapLogs(this IEndpointRouteBuilder routes, LogReducer reducer)
    {
        var group = routes.MapGroup("/logs");
        foreach (var name in (string[])["vector", "fluent-bit"])
            group
                .MapPost(
                    name,
                    (HttpRequest request, CancellationToken cancellationToken) =>
                        ReceiveAsync(request, reducer, cancellationToken)
                )
                .WithMetadata(RequestBody.Limit);
        return group;
    }

    private static async Task<
        Results<JsonHttpResult<LogAnswer>, JsonHttpResult<LogProblem>, ProblemHttpResult>
    > ReceiveAsync(HttpRequest request, LogReducer reducer, CancellationToken cancellationToken)
    {
        try
        {
            var (body, problem) = await RequestBody.ReadAsync(
                request,
                bytes => Take(bytes, reducer),
                cancellationToken
            );
            if (body is null)
                return problem!;
            await reducer.SaveAsync(cancellationToken);
            return Answer(body);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            request.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            return TypedResults.Problem(
                statusCode: StatusCodes.Status503ServiceUnavailable,
                title: "Storage unavailable",
                detail: exception.Message
            );
        }
    }

    private static LogBody Take(ArraySegment<byte> bytes, LogReducer reducer)
    {
        var body = LogBody.Read(bytes);
        reducer.Add(CollectionsMarshal.AsSpan(body.Lines));
        return body;
    }

    private static Results<JsonHttpResult<LogAnswer>, JsonHttpResult<LogProblem>, ProblemHttpResult> Answer(
        LogBody body
    ) =>
        body.IsBroken || body is { Lines.Count: 0, Rejected: > 0 }
            ? TypedResults.Json(
                new LogProblem(
                    StatusCodes.Status400BadRequest,
                    "The body has no valid lines, or ends with invalid JSON",
                    body.Lines.Count,
                    body.Rejected,
                    body.Errors
                ),
                LogJson.Default.LogProblem,
                "application/problem+json",
                StatusCodes.Status400BadRequest
            )
            : TypedResults.Json(new LogAnswer(body.Lines.Count, body.Rejected, body.Errors), LogJson.Default.LogAnswer);
}

/// <summary>What became of a request's elements.</summary>
/// <param name="Accepted">Lines taken in.</param>
/// <param name="Rejected">Elements that could not be used.</param>
/// <param name="Errors">What is wrong with the first 100 of them.</param>
internal sealed record LogAnswer(long Accepted, long Rejected, IReadOnlyList<LogElementError> Errors);

/// <summary>Why none of a request's elements, or not the rest of them, could be used: RFC 9457.</summary>
/// <param name="Status">The answer's status.</param>
/// <param name="Title">What is wrong.</param>
/// <param name="Accepted">Lines taken in.</param>
/// <param name="Rejected">Elements that could not be used.</param>
/// <param name="Errors">What is wrong with the first 100 of them.</param>
internal sealed record LogProblem(
    int Status,
    string Title,
    long Accepted,
    long Rejected,
    IReadOnlyList<LogElementError> Errors
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LogAnswer))]
[JsonSerializable(typeof(LogProblem))]
internal sealed partial class LogJson : JsonSerializerContext;
