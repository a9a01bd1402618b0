using System.Text;
using System.Text.Json.Nodes;
using KgRca.Contracts.Identity;

namespace KgRca.Contracts.Tests;

/// <summary>The examples of wire-format.md with every optional member, and ways to spoil them.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset ReceivedAt = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private const string Event = """
        {
          "event_id": "0f5c2a",
          "event_time": "2026-11-21T11:50:49.000Z",
          "first_time": "2026-11-21T11:49:29.000Z",
          "count": 9,
          "cluster": "prod-eu-1",
          "source": "k8s.event",
          "severity": "warning",
          "reason": "Unhealthy",
          "message": "Liveness probe failed: Get \"http://172.20.2.163:9555/\": connection refused",
          "subject": {"kind": "Pod", "namespace": "boutique", "name": "adservice-d6c9fcc6b-d4nlb", "uid": "6b1f"},
          "container": "server",
          "labels": {"component": "kubelet"}
        }
        """;

    private const string Resource = """
        {
          "op": "upsert",
          "observed_at": "2026-11-21T11:50:50.000Z",
          "cluster": "prod-eu-1",
          "object": {"apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": "adservice-d6c9fcc6b-d4nlb", "namespace": "boutique", "uid": "6b1f", "labels": {"app": "adservice"}},
            "spec": {"nodeName": "worker-02"}, "status": {"phase": "Running"}}
        }
        """;

    private const string Edge = """
        {
          "op": "upsert",
          "observed_at": "2026-11-21T11:50:50.000Z",
          "cluster": "prod-eu-1",
          "type": "RUNS_ON",
          "from": {"kind": "Pod", "namespace": "boutique", "name": "adservice-d6c9fcc6b-d4nlb", "uid": "6b1f"},
          "to": {"kind": "Node", "name": "worker-02"}
        }
        """;

    // As Alertmanager 0.28 sends it, with the members that are not used.
    private const string Alerts = """
        {
          "version": "4", "groupKey": "{}:{alertname=\"PodRestarts\"}", "truncatedAlerts": 0, "status": "firing", "receiver": "kgrca",
          "groupLabels": {"alertname": "PodRestarts"}, "commonLabels": {}, "commonAnnotations": {}, "externalURL": "http://am:9093",
          "alerts": [{
            "status": "firing", "labels": {"alertname": "PodRestarts", "namespace": "boutique", "pod": "adservice"},
            "annotations": {"summary": "A pod restarts"}, "startsAt": "2026-11-21T11:50:50.123456789Z", "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "http://prometheus:9090", "fingerprint": "c6a1"}]
        }
        """;

    private const string Heartbeat = """
        {"observed_at": "2026-11-21T11:50:50.000Z", "cluster": "prod-eu-1", "version": "0.1.0", "lag_seconds": 0.25, "dropped": 7, "records": 1200}
        """;

    public static string Text(DataTopic topic) =>
        topic switch
        {
            DataTopic.Events => Event,
            DataTopic.Logs => Event.Replace("k8s.event", "k8s.log", StringComparison.Ordinal),
            DataTopic.Resources => Resource,
            DataTopic.Topology => Edge,
            DataTopic.Alerts => Alerts,
            DataTopic.Heartbeats => Heartbeat,
            _ => throw new ArgumentOutOfRangeException(nameof(topic)),
        };

    public static byte[] Of(DataTopic topic) => Encoding.UTF8.GetBytes(Text(topic));

    /// <summary>The example with the member at <paramref name="path"/>, such as <c>alerts[0].status</c>, replaced by
    /// JSON, which may be unreadable.</summary>
    public static byte[] With(DataTopic topic, string path, string json)
    {
        const string marker = "the value goes here";
        return Change(
            topic,
            path,
            (parent, name) => parent[name] = marker,
            text => text.Replace($"\"{marker}\"", json, StringComparison.Ordinal)
        );
    }

    public static byte[] Without(DataTopic topic, string path) =>
        Change(topic, path, (parent, name) => parent.Remove(name), text => text);

    private static byte[] Change(
        DataTopic topic,
        string path,
        Action<JsonObject, string> change,
        Func<string, string> finish
    )
    {
        var root = JsonNode.Parse(Text(topic)) ?? throw new InvalidOperationException("The example is null.");
        var names = path.Replace("[0]", ".0", StringComparison.Ordinal).Split('.');
        var parent = names[..^1].Aggregate(root, Child);
        if (parent is JsonArray array)
            array[0] = "the value goes here";
        else
            change(parent.AsObject(), names[^1]);
        return Encoding.UTF8.GetBytes(finish(root.ToJsonString()));
    }

    private static JsonNode Child(JsonNode node, string name) =>
        (
            node is JsonArray array
                ? array[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)]
                : node[name]
        ) ?? throw new ArgumentException($"The example has no {name}.", nameof(name));
}
