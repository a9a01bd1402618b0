using System.Globalization;
using System.IO.Pipelines;
using KgRca.Api.Authentication;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Parsing;
using KgRca.EventLog;
using KgRca.EventLog.Tenants;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Usage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Ingestion;

/// <summary><c>POST /ingest</c>: records of a capture, a line each.</summary>
internal static class IngestEndpoints
{
    private const int BatchRecords = 500;
    private const int BatchBytes = 2 << 20;
    private const long MaxBodyBytes = 256L << 20;
    private const int RetryAfterSeconds = 5;

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
                    + "are identified by event_id, and older state never replaces newer state. Ingestion has its own rate limit."
            )
            .RequireAuthorization(Policies.Ingest)
            .WithMetadata(new RequestLimit(MaxBodyBytes))
            .Accepts<IngestLine>(ContentTypes[0])
            .Produces<IngestAnswer>();

    private static async Task<Results<Ok<IngestAnswer>, ProblemHttpResult>> IngestAsync(
        HttpRequest request,
        Caller caller,
        IEventLog log,
        UsageRecorder usage,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var contentType = request.ContentType?.Split(';')[0].Trim();
        if (!ContentTypes.Contains(contentType, StringComparer.OrdinalIgnoreCase))
            return TypedResults.Problem(
                statusCode: StatusCodes.Status415UnsupportedMediaType,
                title: "The body must be JSON Lines",
                detail: $"Send it with Content-Type: {ContentTypes[0]}."
            );
        var batch = new IngestBatch(caller.Tenant, clock);
        try
        {
            await ReadAsync(request, batch, token => AppendAsync(log, caller, batch, token), cancellationToken);
        }
        catch (EventLogUnavailableException exception)
        {
            request.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            return Failed(StatusCodes.Status503ServiceUnavailable, "Storage unavailable", exception.Message, batch);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            return Failed(
                StatusCodes.Status400BadRequest,
                "The body is not valid gzip",
                "It is truncated or damaged.",
                batch
            );
        }
        finally
        {
            Count(caller, usage, batch);
        }
        return TypedResults.Ok(batch.Answer());
    }

    private static async Task ReadAsync(
        HttpRequest request,
        IngestBatch batch,
        Func<CancellationToken, ValueTask> append,
        CancellationToken cancellationToken
    )
    {
        var body = PipeReader.Create(request.Body, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        var lines = new LineReader(body, RecordLimits.Bytes + LineReading.EnvelopeBytes);
        while (await lines.ReadAsync(cancellationToken) is { } line)
        {
            batch.Add(line);
            if (batch.Records.Count >= BatchRecords || batch.WaitingBytes >= BatchBytes)
                await append(cancellationToken);
        }
        if (batch.Records.Count > 0)
            await append(cancellationToken);
    }

    private static async ValueTask AppendAsync(
        IEventLog log,
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
            // Onboarding was interrupted between the client's row and its topics.
            await TenantTopics.EnsureAsync(
                log,
                caller.Tenant,
                PlanLimits.Of(caller.Client.Plan).Partitions,
                cancellationToken
            );
            await log.AppendAsync(batch.Records, cancellationToken);
        }
        batch.Stored();
    }

    private static void Count(Caller caller, UsageRecorder usage, IngestBatch batch)
    {
        if (batch.Counted == 0)
            return;
        usage.Record(caller.Tenant, Meter.EventsIngested, batch.Counted);
        usage.Record(caller.Tenant, Meter.BytesIngested, batch.AcceptedBytes);
    }

    private static ProblemHttpResult Failed(int status, string title, string detail, IngestBatch batch) =>
        TypedResults.Problem(
            statusCode: status,
            title: title,
            detail: detail,
            extensions: new Dictionary<string, object?>
            {
                ["accepted_lines"] = batch.StoredLines,
                ["errors"] = batch.StoredErrors.ToList(),
            }
        );

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
