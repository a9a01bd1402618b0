namespace KgRca.Contracts.Records;

/// <summary>How bad an event is. The order is the order of badness.</summary>
public enum Severity
{
    /// <summary>Of use to the developer of the source only.</summary>
    Debug,

    /// <summary>Normal operation.</summary>
    Info,

    /// <summary>May become an error; three on one resource within five minutes are one.</summary>
    Warning,

    /// <summary>Something does not work.</summary>
    Error,

    /// <summary>Something that others depend on does not work.</summary>
    Critical,
}

/// <summary>What reported an event.</summary>
public enum EventSource
{
    /// <summary>The Kubernetes events API: <c>k8s.event</c>.</summary>
    K8sEvent,

    /// <summary>A container's log: <c>k8s.log</c>.</summary>
    K8sLog,

    /// <summary>Prometheus' Alertmanager: <c>prom.alert</c>.</summary>
    PromAlert,

    /// <summary>A check of a node's services: <c>node.health</c>.</summary>
    NodeHealth,

    /// <summary>An active check of a service: <c>probe</c>.</summary>
    Probe,

    /// <summary>A change made by a person or a tool: <c>change</c>.</summary>
    Change,
}

/// <summary>What a state record does to its object.</summary>
public enum StateOperation
{
    /// <summary>The object is as the record says.</summary>
    Upsert,

    /// <summary>The object is gone.</summary>
    Delete,
}

/// <summary>The type of an edge between two objects, from dependent to dependency unless said otherwise.</summary>
public enum EdgeType
{
    /// <summary>Owner to owned object; custom resource to what it makes or has applied.</summary>
    Controls,

    /// <summary>Service to Pod.</summary>
    Selects,

    /// <summary>Pod to Node.</summary>
    RunsOn,

    /// <summary>Ingress to Service; Gateway to route, route to Service.</summary>
    RoutesTo,

    /// <summary>Pod to PersistentVolumeClaim, ConfigMap or Secret.</summary>
    Mounts,

    /// <summary>PersistentVolumeClaim to PersistentVolume.</summary>
    BoundTo,

    /// <summary>Pod to ServiceAccount; custom resource to what it refers to.</summary>
    Uses,

    /// <summary>HorizontalPodAutoscaler to workload.</summary>
    Scales,

    /// <summary>ResourceQuota to Namespace.</summary>
    Limits,

    /// <summary>Workload to the workload or Service that it calls.</summary>
    Calls,
}

/// <summary>What has told of a call.</summary>
public enum CallSource
{
    /// <summary>Spans of traces.</summary>
    Trace,

    /// <summary>Metrics of a service mesh.</summary>
    Mesh,

    /// <summary>Configuration that names the called Service; no call was seen.</summary>
    Declared,
}
