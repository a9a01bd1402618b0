using Google.Protobuf;
using Grpc.Core;
using KgRca.Agent.Dependencies;
using KgRca.Agent.Receiving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Agent.Otlp;

/// <summary>OTLP/HTTP, <c>POST /v1/traces</c> in protobuf or JSON, and OTLP/gRPC, <c>TraceService/Export</c>. https://opentelemetry.io/docs/specs/otlp</summary>
internal static class OtlpEndpoints
{
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";

    private static readonly JsonParser JsonParser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>Adds what gRPC needs.</summary>
    public static void AddOtlp(this IServiceCollection services, SpanReader spans)
    {
        services.AddSingleton(spans);
        services.AddGrpc(options => options.MaxReceiveMessageSize = RequestBody.MaxBytes);
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapOtlp(this IEndpointRouteBuilder routes, SpanReader spans)
    {
        routes.MapGrpcService<TraceReceiver>();
        routes.MapPost("/v1/traces", (HttpRequest request, CancellationToken cancellationToken) => ReceiveAsync(request, spans, cancellationToken)).WithMetadata(RequestBody.Limit);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ReceiveAsync(HttpRequest request, SpanReader spans, CancellationToken cancellationToken)
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        if (type is not (Protobuf or Json))
            return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType, title: "The body's type is not known", detail: $"Send {Protobuf} or {Json}.");
        var (read, problem) = await RequestBody.ReadAsync(request, bytes => Read(bytes, type == Json), cancellationToken);
        if (problem is not null) return problem;
        if (read!.Request is not { } traces)
            return TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, title: "The body is no ExportTraceServiceRequest", detail: read.Error);
        spans.Add(traces);
        // An empty message: all spans are accepted.
        return TypedResults.Bytes(type == Json ? "{}"u8.ToArray() : [], type);
    }

    private static Reading Read(ArraySegment<byte> bytes, bool isJson)
    {
        try
        {
            return new Reading(isJson ? ReadJson(bytes) : ExportTraceServiceRequest.Parser.ParseFrom(bytes), null);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidJsonException or FormatException)
        {
            return new Reading(null, exception.Message);
        }
    }

    // OTLP writes ids as hexadecimal, where Protobuf's JSON has base64: what was read as base64 is written so again, and read as what it is.
    private static ExportTraceServiceRequest ReadJson(ArraySegment<byte> bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count));
        var request = JsonParser.Parse<ExportTraceServiceRequest>(reader);
        foreach (var span in request.ResourceSpans.SelectMany(group => group.ScopeSpans).SelectMany(scope => scope.Spans))
            (span.TraceId, span.SpanId, span.ParentSpanId) = (FromHex(span.TraceId), FromHex(span.SpanId), FromHex(span.ParentSpanId));
        return request;
    }

    private static ByteString FromHex(ByteString id) => ByteString.CopyFrom(Convert.FromHexString(id.ToBase64()));

    private sealed record Reading(ExportTraceServiceRequest? Request, string? Error);
}

/// <summary>Takes spans by gRPC.</summary>
internal sealed class TraceReceiver(SpanReader spans) : TraceService.TraceServiceBase
{
    public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context)
    {
        spans.Add(request);
        return Task.FromResult(new ExportTraceServiceResponse());
    }
}
