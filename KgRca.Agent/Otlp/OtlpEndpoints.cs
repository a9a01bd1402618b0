using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using KgRca.Agent.Dependencies;
using KgRca.Agent.Logs;
using KgRca.Agent.Receiving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Agent.Otlp;

/// <summary>
/// OTLP/HTTP, <c>POST /v1/traces</c> and <c>POST /v1/logs</c> in protobuf or JSON, and the same by OTLP/gRPC.
/// https://opentelemetry.io/docs/specs/otlp
/// </summary>
internal static class OtlpEndpoints
{
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";
    private const string RetryAfterSeconds = "5";

    private static readonly JsonParser JsonParser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>Adds what the endpoints need.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="spans">Takes spans.</param>
    /// <param name="logs">Takes log records.</param>
    public static void AddOtlp(this IServiceCollection services, SpanReader spans, LogReducer logs)
    {
        services.AddSingleton(new OtlpIntake(spans, logs));
        services.AddGrpc(options => options.MaxReceiveMessageSize = RequestBody.MaxBytes);
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapOtlp(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<TraceReceiver>();
        routes.MapGrpcService<LogReceiver>();
        routes
            .MapPost(
                "/v1/traces",
                (HttpRequest request, OtlpIntake intake, CancellationToken cancellationToken) =>
                    ReceiveAsync(
                        request,
                        ExportTraceServiceRequest.Parser,
                        FromHex,
                        traces => Task.FromResult(intake.Take(traces)),
                        cancellationToken
                    )
            )
            .WithMetadata(RequestBody.Limit);
        routes
            .MapPost(
                "/v1/logs",
                (HttpRequest request, OtlpIntake intake, CancellationToken cancellationToken) =>
                    ReceiveAsync(
                        request,
                        ExportLogsServiceRequest.Parser,
                        _ => { },
                        logs => intake.TakeAsync(logs, cancellationToken),
                        cancellationToken
                    )
            )
            .WithMetadata(RequestBody.Limit);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ReceiveAsync<TRequest, TResponse>(
        HttpRequest request,
        MessageParser<TRequest> parser,
        Action<TRequest> mendJson,
        Func<TRequest, Task<TResponse>> takeAsync,
        CancellationToken cancellationToken
    )
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : IMessage
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        if (type is not (Protobuf or Json))
            return TypedResults.Problem(
                statusCode: StatusCodes.Status415UnsupportedMediaType,
                title: "Unsupported content type",
                detail: $"Send {Protobuf} or {Json}."
            );
        var (read, problem) = await RequestBody.ReadAsync(
            request,
            bytes => Read(bytes, parser, type == Json ? mendJson : null),
            cancellationToken
        );
        if (problem is not null)
            return problem;
        if (read!.Request is not { } message)
            return TypedResults.Problem(
                statusCode: StatusCodes.Status400BadRequest,
                title: $"The body is not a valid {typeof(TRequest).Name}",
                detail: read.Error
            );
        try
        {
            var answer = await takeAsync(message);
            return TypedResults.Bytes(
                type == Json
                    ? System.Text.Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(answer))
                    : answer.ToByteArray(),
                type
            );
        }
        catch (IOException exception)
        {
            request.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            return TypedResults.Problem(
                statusCode: StatusCodes.Status503ServiceUnavailable,
                title: "Storage unavailable",
                detail: exception.Message
            );
        }
    }

    private static Reading<TRequest> Read<TRequest>(
        ArraySegment<byte> bytes,
        MessageParser<TRequest> parser,
        Action<TRequest>? mendJson
    )
        where TRequest : class, IMessage<TRequest>, new()
    {
        try
        {
            if (mendJson is null)
                return new Reading<TRequest>(parser.ParseFrom(bytes), null);
            using var reader = new StreamReader(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count));
            var request = JsonParser.Parse<TRequest>(reader);
            mendJson(request);
            return new Reading<TRequest>(request, null);
        }
        catch (Exception exception)
            when (exception is InvalidProtocolBufferException or InvalidJsonException or FormatException)
        {
            return new Reading<TRequest>(null, exception.Message);
        }
    }

    // OTLP writes ids as hexadecimal, where Protobuf's JSON has base64: what was read as base64 is written so again,
    // and read as what it is.
    private static void FromHex(ExportTraceServiceRequest request)
    {
        foreach (
            var span in request.ResourceSpans.SelectMany(group => group.ScopeSpans).SelectMany(scope => scope.Spans)
        )
            (span.TraceId, span.SpanId, span.ParentSpanId) = (
                FromHex(span.TraceId),
                FromHex(span.SpanId),
                FromHex(span.ParentSpanId)
            );
    }

    private static ByteString FromHex(ByteString id) => ByteString.CopyFrom(Convert.FromHexString(id.ToBase64()));

    private sealed record Reading<TRequest>(TRequest? Request, string? Error);
}

/// <summary>Takes what comes by OTLP, however it is carried.</summary>
internal sealed class OtlpIntake(SpanReader spans, LogReducer logs)
{
    /// <summary>Takes spans. All are accepted.</summary>
    public ExportTraceServiceResponse Take(ExportTraceServiceRequest request)
    {
        spans.Add(request);
        return new ExportTraceServiceResponse();
    }

    /// <summary>Takes log records; those that say nothing of their Pod are refused.</summary>
    /// <exception cref="IOException">They could not be stored.</exception>
    public async Task<ExportLogsServiceResponse> TakeAsync(
        ExportLogsServiceRequest request,
        CancellationToken cancellationToken
    )
    {
        var read = OtlpLogs.Read(request);
        logs.Add(CollectionsMarshal.AsSpan(read.Lines));
        await logs.SaveAsync(cancellationToken);
        var response = new ExportLogsServiceResponse();
        if (read.Rejected > 0)
            response.PartialSuccess = new ExportLogsPartialSuccess
            {
                RejectedLogRecords = read.Rejected,
                ErrorMessage = read.Error,
            };
        return response;
    }
}

/// <summary>Takes spans by gRPC.</summary>
internal sealed class TraceReceiver(OtlpIntake intake) : TraceService.TraceServiceBase
{
    public override Task<ExportTraceServiceResponse> Export(
        ExportTraceServiceRequest request,
        ServerCallContext context
    ) => Task.FromResult(intake.Take(request));
}

/// <summary>Takes log records by gRPC.</summary>
internal sealed class LogReceiver(OtlpIntake intake) : LogsService.LogsServiceBase
{
    public override async Task<ExportLogsServiceResponse> Export(
        ExportLogsServiceRequest request,
        ServerCallContext context
    )
    {
        try
        {
            return await intake.TakeAsync(request, context.CancellationToken);
        }
        catch (IOException exception)
        {
            // Senders try again after this code.
            throw new RpcException(
                new Grpc.Core.Status(StatusCode.Unavailable, $"Storage unavailable: {exception.Message}")
            );
        }
    }
}
