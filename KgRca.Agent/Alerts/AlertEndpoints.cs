using System.Text.Json;
using System.Text.Json.Nodes;
using KgRca.Agent.Delivery;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace KgRca.Agent.Alerts;

/// <summary><c>POST /alerts</c>: what Alertmanager's webhook sends (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config), version 4.</summary>
internal static class AlertEndpoints
{
    /// <summary>Maps the receiver. An answer of 200 says that the alerts are on disk; Alertmanager sends again what got another one.</summary>
    /// <param name="routes">Where it is mapped.</param>
    /// <param name="cluster">Alerts without a label <c>cluster</c> get this one.</param>
    /// <param name="intake">Keeps the records.</param>
    /// <param name="clock">Gives the time of reception.</param>
    public static IEndpointConventionBuilder MapAlerts(this IEndpointRouteBuilder routes, string cluster, RecordIntake intake, TimeProvider clock) =>
        routes.MapPost("/alerts", async Task<Results<Ok, ProblemHttpResult>> (HttpRequest request, CancellationToken cancellationToken) =>
        {
            var body = await ReadAsync(request, cancellationToken);
            if (body is null) return TypedResults.Problem(statusCode: StatusCodes.Status413PayloadTooLarge, title: $"The body has more than {RecordLimits.Bytes} bytes");
            var (record, error) = Read(body, cluster, clock.GetUtcNow());
            if (record is not { } alerts) return TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, title: "The body is not what Alertmanager's webhook sends", detail: error);
            await intake([alerts], cancellationToken);
            return TypedResults.Ok();
        });

    /// <summary>Makes a record of a webhook's body.</summary>
    /// <returns>The record, or what is wrong with the body.</returns>
    public static (CaptureRecord? Record, string? Error) Read(byte[] body, string cluster, DateTimeOffset now)
    {
        var parsed = RecordParser.Parse(DataTopic.Alerts, body, now);
        if (!parsed.IsValid) return (null, parsed.Error?.ToString());
        if (parsed.Record is not AlertGroup group) return (null, "It is no group of alerts.");
        var named = group.Alerts.All(alert => alert.Labels.ContainsKey("cluster")) ? body : WithCluster(body, cluster);
        return named.Length > RecordLimits.Bytes ? (null, "With the cluster's name it is longer than a record may be.") : (new CaptureRecord(DataTopic.Alerts, group.GroupKey, now, named), null);
    }

    private static byte[] WithCluster(byte[] body, string cluster)
    {
        var group = JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { MaxDepth = RecordLimits.Depth });
        foreach (var alert in group?["alerts"]?.AsArray() ?? [])
            if (alert?["labels"] is JsonObject labels) labels.TryAdd("cluster", cluster);
        using var named = new MemoryStream();
        using (var json = new Utf8JsonWriter(named)) group?.WriteTo(json);
        return named.ToArray();
    }

    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await request.Body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (body.Length + read > RecordLimits.Bytes) return null;
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }
}
