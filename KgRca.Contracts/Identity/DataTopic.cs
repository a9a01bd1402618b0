namespace KgRca.Contracts.Identity;

/// <summary>What a topic of a tenant carries. The values are stable: they are stored.</summary>
public enum DataTopic
{
    /// <summary>Kubernetes events, probes, node health and changes: <c>events.normalized</c>.</summary>
    Events = 0,

    /// <summary>Container log lines: <c>logs.normalized</c>.</summary>
    Logs = 1,

    /// <summary>Kubernetes objects: <c>state.k8s.resource</c>, compacted.</summary>
    Resources = 2,

    /// <summary>Edges between objects: <c>state.k8s.topology</c>, compacted.</summary>
    Topology = 3,

    /// <summary>Alertmanager webhook bodies: <c>alerts.raw</c>.</summary>
    Alerts = 4,

    /// <summary>Records that could not be used, as they came: <c>deadletter</c>.</summary>
    DeadLetter = 5,

    /// <summary>What agents say of themselves: <c>agents.heartbeat</c>, compacted.</summary>
    Heartbeats = 6,

    /// <summary>Operators' verdicts on causes, by the API: <c>feedback</c>, compacted.</summary>
    Feedback = 7,
}
