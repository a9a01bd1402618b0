using System.Text.Json;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Incidents;

/// <summary>
/// Records of a cluster <c>prod</c> with a namespace <c>shop</c>, at seconds after <see cref="Start"/>.
/// </summary>
internal static class LiveRecords
{
    public static DateTimeOffset Start { get; } = new(2026, 11, 21, 11, 0, 0, TimeSpan.Zero);

    public static Resource Seen(double second, string json) =>
        new(StateOperation.Upsert, Start.AddSeconds(second), "prod", JsonElement.Parse(json));

    public static Resource Deployment(double second, int ready, string name = "web") =>
        Seen(
            second,
            $$$"""
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "shop", "name": "{{{name}}}", "uid": "{{{name}}}"},
             "spec": {"replicas": 1}, "status": {"readyReplicas": {{{ready}}}, "updatedReplicas": 1, "unavailableReplicas": {{{1
                - ready}}}} }
            """
        );

    public static Resource Pod(double second, string name, string status, string node = "node-1") =>
        Seen(
            second,
            $$$"""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "shop", "name": "{{{name}}}", "uid": "{{{name}}}", "creationTimestamp": "2026-11-21T11:00:00Z"},
             "spec": {"nodeName": "{{{node}}}"}, "status": {{{status}}} }
            """
        );

    public static Resource Gone(double second, string kind, string name, string? @namespace = "shop") =>
        new(
            StateOperation.Delete,
            Start.AddSeconds(second),
            "prod",
            JsonElement.Parse(
                $$"""{"apiVersion": "v1", "kind": "{{kind}}", "metadata": {"name": "{{name}}", "uid": "{{name}}"{{(@namespace is null ? "" : $", \"namespace\": \"{@namespace}\"")}} } }"""
            )
        );

    public static Edge Controls(string workload, string pod) =>
        new(
            StateOperation.Upsert,
            Start,
            "prod",
            EdgeType.Controls,
            new ObjectReference("Deployment", workload, "shop"),
            new ObjectReference("Pod", pod, "shop")
        );

    public static Edge RunsOn(string pod, string node) =>
        new(
            StateOperation.Upsert,
            Start,
            "prod",
            EdgeType.RunsOn,
            new ObjectReference("Pod", pod, "shop"),
            new ObjectReference("Node", node)
        );

    public static Event Error(
        double second,
        string pod,
        string reason = "FailedMount",
        EventSource source = EventSource.K8sEvent,
        Severity severity = Severity.Error
    ) =>
        new(
            $"{reason} {pod} {second}",
            Start.AddSeconds(second),
            "prod",
            source,
            severity,
            reason,
            "it failed",
            new ObjectReference("Pod", pod, "shop")
        );

    /// <summary>Something that says nothing, but what time it is.</summary>
    public static Event Tick(double second) =>
        new(
            $"tick {second}",
            Start.AddSeconds(second),
            "prod",
            EventSource.K8sEvent,
            Severity.Info,
            "Pulled",
            "an image",
            new ObjectReference("Pod", "other", "elsewhere")
        );
}
