using System.Text;
using System.Text.Json.Nodes;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;

namespace KgRca.Scenarios;

/// <summary>Collects the records that an agent would send from a cluster, as the story goes on.</summary>
internal sealed class ClusterBuilder(string cluster, DateTimeOffset start)
{
    private readonly List<CaptureRecord> _records = [];
    private int _events;

    /// <summary>
    /// The records, in the order of their times; those of one moment in the order in which they were made.
    /// </summary>
    public IReadOnlyList<CaptureRecord> Records => [.. _records.OrderBy(record => record.Time)];

    /// <summary>The moment that records are made at.</summary>
    public DateTimeOffset Now { get; private set; } = start;

    public string Time => WireTimeConverter.ToText(Now);

    /// <summary>The moment as Kubernetes writes it: without a fraction.</summary>
    public string KubernetesTime =>
        Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    public void Wait(TimeSpan time) => Now += time;

    public void WaitSeconds(double seconds) => Wait(TimeSpan.FromSeconds(seconds));

    public void Upsert(JsonObject item) => State("upsert", item);

    public void Delete(string apiVersion, string kind, string @namespace, string name) =>
        State(
            "delete",
            new JsonObject
            {
                ["apiVersion"] = apiVersion,
                ["kind"] = kind,
                ["metadata"] = Metadata(@namespace, name),
            }
        );

    public void Edge(
        string type,
        (string Kind, string Namespace, string Name) from,
        (string Kind, string Namespace, string Name) to,
        string op = "upsert"
    ) =>
        Add(
            DataTopic.Topology,
            $"{cluster}/{type}/{from.Kind}/{from.Namespace}/{from.Name}/{to.Kind}/{to.Namespace}/{to.Name}",
            new JsonObject
            {
                ["op"] = op,
                ["observed_at"] = Time,
                ["cluster"] = cluster,
                ["type"] = type,
                ["from"] = Reference(from),
                ["to"] = Reference(to),
            }
        );

    public void Event(
        string severity,
        string reason,
        string message,
        (string Kind, string Namespace, string Name) subject,
        string source = "k8s.event",
        int count = 1,
        TimeSpan? since = null
    )
    {
        var id = $"demo-{++_events:d6}";
        var value = new JsonObject
        {
            ["event_id"] = id,
            ["event_time"] = Time,
            ["cluster"] = cluster,
            ["source"] = source,
            ["severity"] = severity,
            ["reason"] = reason,
            ["message"] = message,
            ["subject"] = Reference(subject),
        };
        if (count > 1)
        {
            value["count"] = count;
            value["first_time"] = WireTimeConverter.ToText(Now - (since ?? TimeSpan.Zero));
        }
        Add(DataTopic.Events, id, value);
    }

    public void Log(string severity, string message, string @namespace, string pod, string container)
    {
        var id = $"demo-{++_events:d6}";
        Add(
            DataTopic.Logs,
            id,
            new JsonObject
            {
                ["event_id"] = id,
                ["event_time"] = Time,
                ["cluster"] = cluster,
                ["source"] = "k8s.log",
                ["severity"] = severity,
                ["reason"] = "Log",
                ["message"] = message,
                ["subject"] = Reference(("Pod", @namespace, pod)),
                ["container"] = container,
            }
        );
    }

    public void Alert(string name, string severity, string summary, params (string Label, string Value)[] labels)
    {
        var all = new JsonObject
        {
            ["alertname"] = name,
            ["severity"] = severity,
            ["cluster"] = cluster,
        };
        foreach (var (label, value) in labels)
            all[label] = value;
        Add(
            DataTopic.Alerts,
            $"{{}}:{{alertname=\"{name}\"}}",
            new JsonObject
            {
                ["version"] = "4",
                ["groupKey"] = $"{{}}:{{alertname=\"{name}\"}}",
                ["status"] = "firing",
                ["receiver"] = "kgrca",
                ["alerts"] = new JsonArray(
                    new JsonObject
                    {
                        ["status"] = "firing",
                        ["labels"] = all,
                        ["annotations"] = new JsonObject { ["summary"] = summary },
                        ["startsAt"] = Time,
                        ["endsAt"] = "0001-01-01T00:00:00Z",
                    }
                ),
            }
        );
    }

    public static JsonObject Metadata(string @namespace, string name)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (@namespace.Length > 0)
            metadata["namespace"] = @namespace;
        return metadata;
    }

    private void State(string op, JsonObject item)
    {
        var metadata = item["metadata"];
        var key = $"{cluster}/{item["kind"]}/{metadata?["namespace"]}/{metadata?["name"]}";
        Add(
            DataTopic.Resources,
            key,
            new JsonObject
            {
                ["op"] = op,
                ["observed_at"] = Time,
                ["cluster"] = cluster,
                ["object"] = item.DeepClone(),
            }
        );
    }

    private void Add(DataTopic topic, string key, JsonObject value) =>
        _records.Add(new CaptureRecord(topic, key, Now, Encoding.UTF8.GetBytes(value.ToJsonString())));

    private static JsonObject Reference((string Kind, string Namespace, string Name) reference)
    {
        var value = new JsonObject { ["kind"] = reference.Kind };
        if (reference.Namespace.Length > 0)
            value["namespace"] = reference.Namespace;
        value["name"] = reference.Name;
        return value;
    }
}
