using System.IO.Compression;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace KgRca.Agent.Logs.Receiving;

/// <summary><c>POST /logs/vector</c> and <c>POST /logs/fluent-bit</c>: what the <c>http</c> outputs of collectors send. Each takes what the other does.</summary>
internal static class LogEndpoints
{
    /// <summary>Bytes of a body, compressed or not: 16 MiB. Vector sends 10 MB at most where it is not told otherwise.</summary>
    public const int MaxBodyBytes = 16 << 20;

    private const int FirstBuffer = 64 * 1024;
    private const string RetryAfterSeconds = "5";

    // Bodies are held as a whole: two at a time bound the memory that they take in this process.
    private static readonly SemaphoreSlim Bodies = new(2);

    /// <summary>Maps the endpoints. Whoever calls them may need to prove it: the caller adds that to what is returned.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="reducer">Takes the lines.</param>
    public static RouteGroupBuilder MapLogs(this IEndpointRouteBuilder routes, LogReducer reducer)
    {
        var group = routes.MapGroup("/logs");
        foreach (var name in (string[])["vector", "fluent-bit"])
            group.MapPost(name, (HttpRequest request, CancellationToken cancellationToken) => ReceiveAsync(request, reducer, cancellationToken)).WithMetadata(new BodyLimit());
        return group;
    }

    private static async Task<Results<Ok<LogAnswer>, ProblemHttpResult>> ReceiveAsync(HttpRequest request, LogReducer reducer, CancellationToken cancellationToken)
    {
        if (request.Headers.ContentEncoding is not ([] or ["gzip"] or ["identity"]))
            return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType, title: "The body's compression is not known", detail: "Send gzip, or none.");
        try
        {
            if (await TakeAsync(request, reducer, cancellationToken) is not { } body) return TooLong();
            await reducer.SaveAsync(cancellationToken);
            return Answer(body);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLong();
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, title: "The body is not valid gzip", detail: "It ends early or is damaged.");
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            request.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            return TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: "Logs cannot be stored now", detail: exception.Message);
        }
    }

    // The body's memory is free again before the records are waited for.
    private static async Task<LogBody?> TakeAsync(HttpRequest request, LogReducer reducer, CancellationToken cancellationToken)
    {
        await Bodies.WaitAsync(cancellationToken);
        try
        {
            if (await ReadBodyAsync(request, cancellationToken) is not { } bytes) return null;
            var body = LogBody.Read(bytes);
            reducer.Add(CollectionsMarshal.AsSpan(body.Lines));
            return body;
        }
        finally
        {
            Bodies.Release();
        }
    }

    /// <summary>Reads a body as it is before compression; null where it is too long.</summary>
    private static async Task<ArraySegment<byte>?> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        await using var plain = request.Headers.ContentEncoding is ["gzip"] ? new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true) : null;
        var source = plain ?? request.Body;
        var buffer = new byte[Math.Clamp(request.ContentLength ?? 0, FirstBuffer, MaxBodyBytes) + 1];
        for (var length = 0; ;)
        {
            var read = await source.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0) return new ArraySegment<byte>(buffer, 0, length);
            length += read;
            if (length > MaxBodyBytes) return null;
            if (length == buffer.Length) Array.Resize(ref buffer, Math.Min(length * 2, MaxBodyBytes + 1));
        }
    }

    private static Results<Ok<LogAnswer>, ProblemHttpResult> Answer(LogBody body) => body.IsBroken || body is { Lines.Count: 0, Rejected: > 0 }
        ? TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, title: "The body has no lines that can be used, or ends in what is not JSON",
            extensions: new Dictionary<string, object?> { ["accepted"] = body.Lines.Count, ["rejected"] = body.Rejected, ["errors"] = body.Errors })
        : TypedResults.Ok(new LogAnswer(body.Lines.Count, body.Rejected, body.Errors));

    private static ProblemHttpResult TooLong() => TypedResults.Problem(
        statusCode: StatusCodes.Status413PayloadTooLarge, title: "The body is too long", detail: $"At most {MaxBodyBytes} bytes are taken, before compression.");

    private sealed class BodyLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => MaxBodyBytes;
    }
}

/// <summary>What became of a request's elements.</summary>
/// <param name="Accepted">Lines taken in.</param>
/// <param name="Rejected">Elements that could not be used.</param>
/// <param name="Errors">What is wrong with the first 100 of them.</param>
internal sealed record LogAnswer(long Accepted, long Rejected, IReadOnlyList<LogElementError> Errors);
