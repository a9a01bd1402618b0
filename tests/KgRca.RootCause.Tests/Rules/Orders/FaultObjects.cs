using System.Text.Json;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Rules.Orders;

/// <summary>
/// A fault as the records that show it, in no order: objects in JSON with their name beside their kind, edges such as
/// <c>MOUNTS Pod/web-1 Secret/keys</c>, and events such as <c>event Pod/web-1 Failed: no such thing</c>.
/// </summary>
/// <param name="Name">What it is, unique.</param>
/// <param name="Cause">The cause that has to be found.</param>
/// <param name="Items">The records.</param>
internal sealed record FaultObjects(string Name, string Cause, params string[] Items)
{
    private const string Event = "event ";

    private static readonly string[] OfCluster =
    [
        "Node",
        "Namespace",
        "PersistentVolume",
        "StorageClass",
        "IngressClass",
        "GatewayClass",
        "ValidatingWebhookConfiguration",
    ];

    /// <summary>An item as an agent sends it at a time; its object was made then.</summary>
    public static WireRecord Record(string item, double second, double created) =>
        item switch
        {
            ['{', ..] => Object(item, second, created),
            _ when item.StartsWith(Event, StringComparison.Ordinal) => Said(item[Event.Length..], second),
            _ => Join(item.Split(' '), second),
        };

    private static Resource Object(string item, double second, double created)
    {
        var json = JsonElement.Parse(item);
        var (kind, name) = (json.GetProperty("kind").GetString()!, json.GetProperty("name").GetString()!);
        var place = OfCluster.Contains(kind) ? "" : "\"namespace\": \"shop\",";
        var labels = json.TryGetProperty("labels", out var given) ? $"\"labels\": {given.GetRawText()}," : "";
        var rest = string.Concat(
            json.EnumerateObject()
                .Where(member => member.Name is not ("kind" or "name" or "labels"))
                .Select(member => $", \"{member.Name}\": {member.Value.GetRawText()}")
        );
        return Seen(
            second,
            $$"""
            {"apiVersion": "v1", "kind": "{{kind}}", "metadata": { {{place}} {{labels}} "name": "{{name}}", "uid": "{{kind}}-{{name}}",
             "creationTimestamp": "{{Start.AddSeconds(created):yyyy-MM-ddTHH:mm:ssZ}}"}{{rest}} }
            """
        );
    }

    private static Event Said(string item, double second)
    {
        var parts = item.Split([' '], 2);
        var said = parts[1].Split(": ", 2);
        return new Event(
            item,
            Start.AddSeconds(second),
            "prod",
            EventSource.K8sEvent,
            Severity.Warning,
            said[0],
            said[1],
            Reference(parts[0]),
            Count: 4
        );
    }

    private static Edge Join(string[] parts, double second) =>
        new(
            StateOperation.Upsert,
            Start.AddSeconds(second),
            "prod",
            WireNames.TryParseEdgeType(parts[0], out var type) ? type : throw new ArgumentException(parts[0]),
            Reference(parts[1]),
            Reference(parts[2])
        );

    private static ObjectReference Reference(string text)
    {
        var parts = text.Split('/');
        return OfCluster.Contains(parts[0])
            ? new ObjectReference(parts[0], parts[1])
            : new ObjectReference(parts[0], parts[1], "shop");
    }
}
