using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KgRca.Agent.Delivery;
using KgRca.Agent.Topology;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace KgRca.Agent.Alerts;

/// <summary>
/// <c>POST /alerts</c>: what Alertmanager's webhook sends
/// (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config), version 4.
/// </summary>
internal static class AlertEndpoints
{
    private const int MaxBody = 16 << 20;

    // What is written again must not get longer.
    private static readonly JsonWriterOptions AsItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Alertmanager sends all alerts of a group at once, which may be more than a record holds; a cluster's name comes
    // on top.
    private const int PartBytes = RecordLimits.Bytes / 2;

    /// <summary>
    /// Maps the receiver. An answer of 200 says that the alerts are on disk; Alertmanager sends again what got another
    /// one.
    /// </summary>
    /// <param name="routes">Where it is mapped.</param>
    /// <param name="cluster">Alerts without a label <c>cluster</c> get this one.</param>
    /// <param name="intake">Keeps the records.</param>
    /// <param name="clock">Gives the time of reception.</param>
    public static IEndpointConventionBuilder MapAlerts(
        this IEndpointRouteBuilder routes,
        string cluster,
        RecordIntake intake,
        TimeProvider clock
    ) =>
        routes.MapPost(
            "/alerts",
            async Task<Results<Ok, ProblemHttpResult>> (HttpRequest request, CancellationToken cancellationToken) =>
            {
                var body = await ReadAsync(request, cancellationToken);
                if (body is null)
                    return TypedResults.Problem(
                        statusCode: StatusCodes.Status413PayloadTooLarge,
                        title: $"The body exceeds {MaxBody} bytes"
                    );
                var (records, error) = Read(body, cluster, clock.GetUtcNow());
                if (error is not null)
                    return TypedResults.Problem(
                        statusCode: StatusCodes.Status400BadRequest,
                        title: "The body is not an Alertmanager webhook payload",
                        detail: error
                    );
                await intake(records, cancellationToken);
                return TypedResults.Ok();
            }
        );

    /// <summary>Makes records of a webhook's body: one, or several where it has more alerts than one holds.</summary>
    /// <returns>The records, or what is wrong with the body.</returns>
    public static (List<CaptureRecord> Records, string? Error) Read(byte[] body, string cluster, DateTimeOffset now)
    {
        var records = new List<CaptureRecord>();
        foreach (var part in Parts(body))
        {
            var parsed = RecordParser.Parse(DataTopic.Alerts, part, now);
            if (!parsed.IsValid)
                return ([], parsed.Error?.ToString());
            if (parsed.Record is not AlertGroup group)
                return ([], "It is not an alert group.");
            var named = group.Alerts.All(alert => alert.Labels.ContainsKey("cluster"))
                ? part
                : WithCluster(part, cluster);
            if (named.Length > RecordLimits.Bytes)
                return ([], "It exceeds the record size limit.");
            records.Add(new CaptureRecord(DataTopic.Alerts, group.GroupKey, now, named));
        }
        return (records, null);
    }

    /// <summary>The body, or several of the same group with a part of its alerts each.</summary>
    private static List<byte[]> Parts(byte[] body)
    {
        if (body.Length <= PartBytes)
            return [body];
        try
        {
            using var group = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = RecordLimits.Depth });
            if (group.RootElement.At("alerts") is not { ValueKind: JsonValueKind.Array } alerts)
                return [body];
            var (parts, part, bytes) = (new List<byte[]>(), new List<JsonElement>(), 0);
            foreach (var alert in alerts.EnumerateArray())
            {
                var length = JsonMarshal.GetRawUtf8Value(alert).Length;
                if (bytes > 0 && bytes + length > PartBytes)
                {
                    parts.Add(Part(group.RootElement, part));
                    (part, bytes) = ([], 0);
                }
                part.Add(alert);
                bytes += length;
            }
            parts.Add(Part(group.RootElement, part));
            return parts;
        }
        catch (JsonException)
        {
            // Who reads it says what is wrong.
            return [body];
        }
    }

    private static byte[] Part(JsonElement group, List<JsonElement> alerts)
    {
        using var part = new MemoryStream();
        using (var json = new Utf8JsonWriter(part, AsItIs))
        {
            json.WriteStartObject();
            foreach (var member in group.EnumerateObject())
            {
                json.WritePropertyName(member.Name);
                if (!member.NameEquals("alerts"u8))
                {
                    member.Value.WriteTo(json);
                    continue;
                }
                json.WriteStartArray();
                foreach (var alert in alerts)
                    alert.WriteTo(json);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return part.ToArray();
    }

    private static byte[] WithCluster(byte[] body, string cluster)
    {
        var group = JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { MaxDepth = RecordLimits.Depth });
        foreach (var alert in group?["alerts"]?.AsArray() ?? [])
            if (alert?["labels"] is JsonObject labels)
                labels.TryAdd("cluster", cluster);
        using var named = new MemoryStream();
        using (var json = new Utf8JsonWriter(named, AsItIs))
            group?.WriteTo(json);
        return named.ToArray();
    }

    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await request.Body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (body.Length + read > MaxBody)
                return null;
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }
}
