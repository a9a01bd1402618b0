using System.Text;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;

namespace KgRca.Scenarios.WorstCases;

/// <summary>Writes records of one cluster and one namespace, each a moment after the one before.</summary>
internal sealed class Flood(DateTimeOffset start)
{
    public const string Namespace = "flood";

    private const string Cluster = "worst";

    private int _number;

    private string Now => WireTimeConverter.ToText(Time);

    private DateTimeOffset Time => start.AddMilliseconds(_number);

    /// <summary>An object of the namespace.</summary>
    public CaptureRecord Object(string apiVersion, string kind, string name, string members) =>
        Object(apiVersion, kind, name, "", members);

    /// <summary>An object.</summary>
    /// <param name="apiVersion">Its API version.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="metadata">More members of its metadata, each with a comma before it.</param>
    /// <param name="members">Its other members.</param>
    /// <param name="isNamespaced">Whether it belongs to the namespace.</param>
    public CaptureRecord Object(
        string apiVersion,
        string kind,
        string name,
        string metadata,
        string members,
        bool isNamespaced = true
    ) =>
        Record(
            DataTopic.Resources,
            $$"""{"op":"upsert","observed_at":"{{Now}}","cluster":"{{Cluster}}","object":{"apiVersion":"{{apiVersion}}","kind":"{{kind}}","metadata":{"name":"{{name}}","uid":"{{kind}}-{{name}}","creationTimestamp":"2026-01-15T08:00:00Z" """
                + (isNamespaced ? $",\"namespace\":\"{Namespace}\"" : "")
                + metadata
                + "},"
                + members
                + "}}"
        );

    /// <summary>A Pod.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isReady">Whether it runs and is ready; it has no node where it is not.</param>
    /// <param name="spec">More members of its spec, each with a comma before it.</param>
    /// <param name="labels">Its labels.</param>
    public CaptureRecord Pod(string name, bool isReady = true, string spec = "", string labels = "\"app\":\"all\"") =>
        Object(
            "v1",
            "Pod",
            name,
            $",\"labels\":{{{labels}}}",
            "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i:1\",\"ports\":[{\"containerPort\":8080}]}]"
                + (isReady ? ",\"nodeName\":\"node-0\"" : "")
                + spec
                + "},\"status\":"
                + (
                    isReady
                        ? "{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}],\"containerStatuses\":[{\"name\":\"c\",\"ready\":true,\"restartCount\":0,\"state\":{\"running\":{}}}]}"
                        : "{\"phase\":\"Pending\",\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"False\",\"reason\":\"Unschedulable\",\"message\":\"0/3 nodes are available: 3 Insufficient memory.\"}]}"
                )
        );

    /// <summary>An edge between objects, of the namespace unless they are nodes.</summary>
    public CaptureRecord Edge(string type, (string Kind, string Name) from, (string Kind, string Name) to) =>
        Record(
            DataTopic.Topology,
            $$"""{"op":"upsert","observed_at":"{{Now}}","cluster":"{{Cluster}}","type":"{{type}}","from":{{Reference(from.Kind, from.Name)}},"to":{{Reference(to.Kind, to.Name)}}}"""
        );

    /// <summary>A Kubernetes event of severity <c>warning</c>, or another.</summary>
    public CaptureRecord Event(
        string reason,
        string message,
        string kind,
        string name,
        string severity = "warning",
        string source = "k8s.event"
    ) =>
        Record(
            source == "k8s.log" ? DataTopic.Logs : DataTopic.Events,
            $$"""{"event_id":"event-{{_number}}-{{start.Ticks}}","event_time":"{{Now}}","cluster":"{{Cluster}}","source":"{{source}}","severity":"{{severity}}","reason":"{{reason}}","message":"{{message}}","subject":{{Reference(kind, name)}}}"""
        );

    /// <summary>An alert that fires about a Pod.</summary>
    public CaptureRecord Alert(string name, string pod) =>
        Record(
            DataTopic.Alerts,
            $$$"""{"version":"4","groupKey":"{{{name}}}","status":"firing","receiver":"r","groupLabels":{},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://a","alerts":[{"status":"firing","labels":{"alertname":"{{{name}}}","severity":"critical","cluster":"{{{Cluster}}}","namespace":"{{{Namespace}}}","pod":"{{{pod}}}"},"annotations":{"summary":"{{{name}}} is too high"},"startsAt":"{{{Now}}}","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://p","fingerprint":"{{{name}}}"}]}"""
        );

    private static string Reference(string kind, string name) =>
        kind is "Node" or "PersistentVolume"
            ? $$"""{"kind":"{{kind}}","name":"{{name}}"}"""
            : $$"""{"kind":"{{kind}}","namespace":"{{Namespace}}","name":"{{name}}"}""";

    private CaptureRecord Record(DataTopic topic, string json)
    {
        var record = new CaptureRecord(topic, "k", Time, Encoding.UTF8.GetBytes(json));
        _number++;
        return record;
    }
}
