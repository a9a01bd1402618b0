using System.Buffers;
using System.Text.Json;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;

namespace KgRca.Scenarios;

/// <summary>
/// Writes records without building them up in memory first, so that making them costs little beside reading them.
/// </summary>
internal sealed class RecordWriter(string cluster)
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public CaptureRecord Resource(
        DateTimeOffset time,
        string kind,
        string @namespace,
        string name,
        Action<Utf8JsonWriter> content
    ) =>
        Record(
            DataTopic.Resources,
            $"{cluster}/{kind}/{@namespace}/{name}",
            time,
            json =>
            {
                json.WriteString("op"u8, "upsert"u8);
                json.WriteString("observed_at"u8, WireTimeConverter.ToText(time));
                json.WriteString("cluster"u8, cluster);
                json.WriteStartObject("object"u8);
                json.WriteString("apiVersion"u8, kind == "Deployment" ? "apps/v1"u8 : "v1"u8);
                json.WriteString("kind"u8, kind);
                json.WriteStartObject("metadata"u8);
                if (@namespace.Length > 0)
                    json.WriteString("namespace"u8, @namespace);
                json.WriteString("name"u8, name);
                json.WriteEndObject();
                content(json);
                json.WriteEndObject();
            }
        );

    public CaptureRecord Pod(DateTimeOffset time, string @namespace, string name, string app, int restarts) =>
        Record(
            DataTopic.Resources,
            $"{cluster}/Pod/{@namespace}/{name}",
            time,
            json =>
            {
                json.WriteString("op"u8, "upsert"u8);
                json.WriteString("observed_at"u8, WireTimeConverter.ToText(time));
                json.WriteString("cluster"u8, cluster);
                json.WriteRawValueOf(
                    "object",
                    $$$"""
                    {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"{{{@namespace}}}","name":"{{{name}}}","uid":"{{{name}}}","labels":{"app":"{{{app}}}"} },"spec":{"containers":[{"name":"server","image":"registry.example/{{{app}}}:1.4.2","ports":[{"containerPort":8080}]}]},"status":{"phase":"Running","containerStatuses":[{"name":"server","ready":true,"restartCount":{{{restarts}}},"state":{"running":{} } }]} }
                    """
                );
            }
        );

    public CaptureRecord Edge(
        DateTimeOffset time,
        string type,
        (string Kind, string Namespace, string Name) from,
        (string Kind, string Namespace, string Name) to
    ) =>
        Record(
            DataTopic.Topology,
            $"{cluster}/{type}/{from.Kind}/{from.Namespace}/{from.Name}/{to.Kind}/{to.Namespace}/{to.Name}",
            time,
            json =>
            {
                json.WriteString("op"u8, "upsert"u8);
                json.WriteString("observed_at"u8, WireTimeConverter.ToText(time));
                json.WriteString("cluster"u8, cluster);
                json.WriteString("type"u8, type);
                WriteReference(json, "from", from.Kind, from.Namespace, from.Name);
                WriteReference(json, "to", to.Kind, to.Namespace, to.Name);
            }
        );

    public CaptureRecord Event(
        string id,
        DateTimeOffset time,
        string severity,
        (string Reason, string Message) text,
        string @namespace,
        string pod
    ) =>
        Record(
            DataTopic.Events,
            id,
            time,
            json => WriteEvent(json, id, time, "k8s.event", severity, text.Reason, text.Message, @namespace, pod)
        );

    public CaptureRecord Log(string id, DateTimeOffset time, string @namespace, string pod, int milliseconds) =>
        Record(
            DataTopic.Logs,
            id,
            time,
            json =>
            {
                WriteEvent(
                    json,
                    id,
                    time,
                    "k8s.log",
                    "info",
                    "Log",
                    $"GET /items took {milliseconds} ms",
                    @namespace,
                    pod
                );
                json.WriteString("container"u8, "server"u8);
            }
        );

    private void WriteEvent(
        Utf8JsonWriter json,
        string id,
        DateTimeOffset time,
        string source,
        string severity,
        string reason,
        string message,
        string @namespace,
        string pod
    )
    {
        json.WriteString("event_id"u8, id);
        json.WriteString("event_time"u8, WireTimeConverter.ToText(time));
        json.WriteString("cluster"u8, cluster);
        json.WriteString("source"u8, source);
        json.WriteString("severity"u8, severity);
        json.WriteString("reason"u8, reason);
        json.WriteString("message"u8, message);
        WriteReference(json, "subject", "Pod", @namespace, pod);
    }

    private static void WriteReference(Utf8JsonWriter json, string member, string kind, string @namespace, string name)
    {
        json.WriteStartObject(member);
        json.WriteString("kind"u8, kind);
        if (@namespace.Length > 0)
            json.WriteString("namespace"u8, @namespace);
        json.WriteString("name"u8, name);
        json.WriteEndObject();
    }

    private CaptureRecord Record(DataTopic topic, string key, DateTimeOffset time, Action<Utf8JsonWriter> content)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }
        return new CaptureRecord(topic, key, time, _buffer.WrittenMemory.ToArray());
    }
}
