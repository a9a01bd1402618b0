using KgRca.Api.Quotas;
using KgRca.Contracts.Captures;
using KgRca.EventLog;
using KgRca.Graph;
using KgRca.ServiceDefaults.Storage;

namespace KgRca.Api.Ingestion;

/// <summary>Why the rest of a body was not taken.</summary>
/// <param name="Status">The status of the answer.</param>
/// <param name="Title">What is wrong.</param>
/// <param name="Detail">What exactly, and what to do.</param>
/// <param name="RetryAfterSeconds">When to send the rest; null where sending it again is of no use.</param>
internal sealed record Refusal(int Status, string Title, string Detail, int? RetryAfterSeconds = null);

/// <summary>The reasons there are.</summary>
internal static class Refusals
{
    private const int RetrySeconds = 5;
    private const int QuotaRetrySeconds = 30;

    public static readonly Refusal Revoked = new(
        StatusCodes.Status401Unauthorized,
        "The API key is no longer valid",
        "It was revoked or has expired while the body was being read."
    );

    public static readonly Refusal Busy = new(
        StatusCodes.Status429TooManyRequests,
        "Too many requests at once",
        "This client is already sending as many bodies as are read at once. Wait for their answers.",
        RetrySeconds
    );

    /// <summary>For lines that may be sent again later.</summary>
    public static Refusal OverQuota(QuotaUse reached) =>
        new(
            StatusCodes.Status429TooManyRequests,
            "Quota reached",
            $"{reached} Lines after accepted_lines may have been accepted; sending them again is safe. Delete what is no "
                + "longer needed, or ask for a larger plan.",
            QuotaRetrySeconds
        );

    public static Refusal DiskFull(DiskSpace disk) =>
        new(StatusCodes.Status503ServiceUnavailable, "Storage unavailable", $"{disk.Problem}", RetrySeconds);

    public static Refusal TooManyRejected(long limit) =>
        new(
            StatusCodes.Status400BadRequest,
            "Too many invalid lines",
            $"More than {limit} lines are invalid; the rest was not read. See errors for the first of them."
        );

    /// <summary>The refusal that an exception stands for; null for one that is a defect.</summary>
    public static Refusal? Of(Exception exception) =>
        exception switch
        {
            // A graph is asked what its client holds.
            EventLogUnavailableException or GraphUnavailableException => new Refusal(
                StatusCodes.Status503ServiceUnavailable,
                "Storage unavailable",
                exception.Message,
                RetrySeconds
            ),
            TooManyLinesException => TooLarge(exception.Message),
            // Kestrel: too many bytes (413), a body that comes too slowly (408), broken chunks (400).
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(
                "It has more than 256 MiB."
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new Refusal(
                StatusCodes.Status408RequestTimeout,
                "The body came too slowly",
                "The connection has to carry at least 240 bytes a second."
            ),
            BadHttpRequestException bad => new Refusal(bad.StatusCode, "The body cannot be read", bad.Message),
            // What the request decompression's stream throws at its limit.
            InvalidOperationException { Source: "Microsoft.AspNetCore.RequestDecompression" } => TooLarge(
                "Unpacked, it has more than 256 MiB."
            ),
            InvalidDataException
            or EndOfStreamException
            or InvalidOperationException { Source: "System.IO.Compression.Brotli" } => new Refusal(
                StatusCodes.Status400BadRequest,
                "The body cannot be unpacked",
                "It is truncated or damaged, or not in its Content-Encoding."
            ),
            _ => null,
        };

    private static Refusal TooLarge(string detail) =>
        new(
            StatusCodes.Status413PayloadTooLarge,
            "The body is too large",
            $"{detail} Send the rest in another request."
        );
}
