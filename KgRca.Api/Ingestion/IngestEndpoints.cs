using System.Globalization;
using System.IO.Pipelines;
using KgRca.Api.Authentication;
using KgRca.Api.Quotas;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Parsing;
using KgRca.EventLog;
using KgRca.Provisioning;
using KgRca.ServiceDefaults.Storage;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Ingestion;

/// <summary><c>POST /ingest</c>: records of a capture, a line each.</summary>
internal static class IngestEndpoints
{
    private const int BatchRecords = 500;
    private const int BatchBytes = 2 << 20;
    private const long MaxBodyBytes = 256L << 20;
    private const long MaxLines = 1_000_000;
    private const long MaxRejectedLines = 10_000;

    private static readonly string[] ContentTypes =
    [
        "application/x-ndjson",
        "application/jsonl",
        "application/json-lines",
    ];

    public static void MapIngestion(this RouteGroupBuilder routes) =>
        routes
            .MapPost("/ingest", IngestAsync)
            .WithName("Ingest")
            .WithSummary("Ingest records as JSON Lines")
            .WithDescription(
                "Each line is one record: {\"topic\", \"key\", \"time\", \"value\"}. The body may be gzipped. Invalid lines are reported "
                    + "and kept in the dead-letter topic; the others are accepted. Sending the same lines again is safe: events "
                    + "are identified by event_id, and older state never replaces newer state. Ingestion has its own rate limit. "
                    + "A body may have up to 256 MiB uncompressed and 1,000,000 lines, at most 10,000 of them invalid."
            )
            .RequireAuthorization(Policies.Ingest)
            .WithMetadata(new RequestLimit(MaxBodyBytes))
            .Accepts<IngestLine>(ContentTypes[0])
            .Produces<IngestAnswer>();

    private static async Task<Results<Ok<IngestAnswer>, ProblemHttpResult>> IngestAsync(
        HttpRequest request,
        Caller caller,
        IEventLog log,
        ClientProvisioner provisioner,
        IngestTurns turns,
        ApiKeyAuthenticator keys,
        ClientQuotas quotas,
        Plans plans,
        DiskSpace disk,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (UnsupportedMedia(request) is { } unsupported)
            return unsupported;
        var (quota, limits) = (quotas.Of(caller.Tenant), plans.Of(caller.Client.Plan));
        var batch = new IngestBatch(caller.Tenant, quota, limits, clock);
        try
        {
            using var turn = await turns.WaitAsync(caller.Tenant, cancellationToken);
            if (!turn.IsAcquired)
                return Failed(request, Refusals.Busy, batch);
            if (disk.IsFull)
                return Failed(request, Refusals.DiskFull(disk), batch);
            var refusal = await ReadAsync(request, batch, AppendAsync, cancellationToken);
            refusal ??= batch.Quota is { } reached ? Refusals.OverQuota(reached) : null;
            return refusal is { } refused
                ? Failed(request, refused, batch)
                : TypedResults.Ok(batch.Answer(quota.NearlyUsed(limits)));
        }
        catch (Exception exception) when (Refusals.Of(exception) is { } refusal)
        {
            return Failed(request, refusal, batch);
        }

        async ValueTask<Refusal?> AppendAsync()
        {
            if (disk.IsFull)
                return Refusals.DiskFull(disk);
            // A key that was revoked meanwhile ends the request that it began.
            if (!await keys.IsValidAsync(caller.Client, cancellationToken))
                return Refusals.Revoked;
            if (!await IngestEndpoints.AppendAsync(log, provisioner, caller, batch, cancellationToken))
                return Refusals.Revoked;
            return batch.Rejected > MaxRejectedLines ? Refusals.TooManyRejected(MaxRejectedLines) : null;
        }
    }

    private static ProblemHttpResult? UnsupportedMedia(HttpRequest request)
    {
        var contentType = request.ContentType?.Split(';')[0].Trim();
        if (!ContentTypes.Contains(contentType, StringComparer.OrdinalIgnoreCase))
            return TypedResults.Problem(
                statusCode: StatusCodes.Status415UnsupportedMediaType,
                title: "The body must be JSON Lines",
                detail: $"Send it with Content-Type: {ContentTypes[0]}."
            );
        // Encodings that are known have been taken off, with their header.
        return
            request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding
            && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)
            ? TypedResults.Problem(
                statusCode: StatusCodes.Status415UnsupportedMediaType,
                title: "The Content-Encoding is not supported",
                detail: "Send the body as it is, or with Content-Encoding: gzip, deflate or br."
            )
            : null;
    }

    /// <returns>Why the body was not read to its end; null where it was.</returns>
    private static async Task<Refusal?> ReadAsync(
        HttpRequest request,
        IngestBatch batch,
        Func<ValueTask<Refusal?>> append,
        CancellationToken cancellationToken
    )
    {
        var body = PipeReader.Create(request.Body, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        var lines = new LineReader(body, RecordLimits.Bytes + LineReading.EnvelopeBytes, maxLines: MaxLines);
        while (await lines.ReadAsync(cancellationToken) is { } line)
        {
            await batch.AddAsync(line, cancellationToken);
            if (
                (batch.Records.Count >= BatchRecords || batch.WaitingBytes >= BatchBytes)
                && await append() is { } refusal
            )
                return refusal;
        }
        return batch.Records.Count > 0 ? await append() : null;
    }

    /// <returns>False for a client that was deleted meanwhile.</returns>
    private static async ValueTask<bool> AppendAsync(
        IEventLog log,
        ClientProvisioner provisioner,
        Caller caller,
        IngestBatch batch,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await log.AppendAsync(batch.Records, cancellationToken);
        }
        catch (UnknownTopicException)
        {
            // Onboarding was interrupted between the client's row and its topics, or the client is being deleted.
            if (!await AppendToNewTopicsAsync(log, provisioner, caller, batch, cancellationToken))
                return false;
        }
        batch.Stored();
        return true;
    }

    private static async ValueTask<bool> AppendToNewTopicsAsync(
        IEventLog log,
        ClientProvisioner provisioner,
        Caller caller,
        IngestBatch batch,
        CancellationToken cancellationToken
    )
    {
        if (!await provisioner.EnsureAsync(caller.Tenant, cancellationToken))
            return false;
        try
        {
            await log.AppendAsync(batch.Records, cancellationToken);
            return true;
        }
        catch (UnknownTopicException)
        {
            return false;
        }
    }

    private static ProblemHttpResult Failed(HttpRequest request, Refusal refusal, IngestBatch batch)
    {
        if (refusal.RetryAfterSeconds is { } seconds)
            request.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem(
            statusCode: refusal.Status,
            title: refusal.Title,
            detail: refusal.Detail,
            extensions: new Dictionary<string, object?>
            {
                ["accepted_lines"] = batch.StoredLines,
                ["errors"] = batch.StoredErrors.ToList(),
            }
        );
    }

    private sealed class RequestLimit(long bytes) : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => bytes;
    }
}

/// <summary>One line of the body.</summary>
/// <param name="Topic">The topic without the client prefix, such as <c>events.normalized</c>.</param>
/// <param name="Key">The record's key.</param>
/// <param name="Time">When the record was created.</param>
/// <param name="Value">The record.</param>
public sealed record IngestLine(string Topic, string Key, DateTimeOffset Time, object Value);
