using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace KgRca.Agent.Receiving;

/// <summary>
/// Reads bodies of requests as a whole, two at a time: that bounds the memory that they take in this process.
/// </summary>
internal static class RequestBody
{
    /// <summary>
    /// Bytes of a body, compressed or not: 16 MiB. Vector sends 10 MB at most where it is not told otherwise,
    /// OpenTelemetry's SDKs and collector far less.
    /// </summary>
    public const int MaxBytes = 16 << 20;

    private const int FirstBuffer = 64 * 1024;

    private static readonly SemaphoreSlim Bodies = new(2);

    /// <summary>For endpoints that read bodies: the server itself refuses those that are longer.</summary>
    public static IRequestSizeLimitMetadata Limit { get; } = new BodyLimit();

    /// <summary>
    /// Reads the body and hands it over. Its memory is free again when <paramref name="read"/> has returned.
    /// </summary>
    /// <typeparam name="T">What is made of it.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads the body as it is before compression.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was made of the body, or the answer that says why it could not be read.</returns>
    public static async Task<(T? Value, ProblemHttpResult? Problem)> ReadAsync<T>(
        HttpRequest request,
        Func<ArraySegment<byte>, T> read,
        CancellationToken cancellationToken
    )
        where T : class
    {
        if (request.Headers.ContentEncoding is not ([] or ["gzip"] or ["identity"]))
            return (
                null,
                TypedResults.Problem(
                    statusCode: StatusCodes.Status415UnsupportedMediaType,
                    title: "Unsupported content encoding",
                    detail: "Use gzip or no encoding."
                )
            );
        await Bodies.WaitAsync(cancellationToken);
        var first = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            return await ReadAsync(request, first, cancellationToken) is { } bytes
                ? (read(bytes), null)
                : (null, TooLong());
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, TooLong());
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            return (
                null,
                TypedResults.Problem(
                    statusCode: StatusCodes.Status400BadRequest,
                    title: "The body is not valid gzip",
                    detail: "It is truncated or corrupt."
                )
            );
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(first);
            Bodies.Release();
        }
    }

    // Most bodies fit into the first buffer, which serves one after the other.
    private static async Task<ArraySegment<byte>?> ReadAsync(
        HttpRequest request,
        byte[] first,
        CancellationToken cancellationToken
    )
    {
        await using var plain = request.Headers.ContentEncoding is ["gzip"]
            ? new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true)
            : null;
        var source = plain ?? request.Body;
        var buffer =
            request.ContentLength >= first.Length
                ? new byte[Math.Min(request.ContentLength.Value, MaxBytes) + 1]
                : first;
        for (var length = 0; ; )
        {
            var read = await source.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
                return new ArraySegment<byte>(buffer, 0, length);
            length += read;
            if (length > MaxBytes)
                return null;
            if (length == buffer.Length)
                Array.Resize(ref buffer, Math.Min(length * 2, MaxBytes + 1));
        }
    }

    private static ProblemHttpResult TooLong() =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status413PayloadTooLarge,
            title: "The body is too large",
            detail: $"The limit is {MaxBytes} bytes, uncompressed."
        );

    private sealed class BodyLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => MaxBytes;
    }
}
