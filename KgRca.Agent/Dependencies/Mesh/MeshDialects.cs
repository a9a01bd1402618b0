namespace KgRca.Agent.Dependencies.Mesh;

/// <summary>The metrics that are understood. Where several tell of a pair, the first one's figures are taken.</summary>
internal static class MeshDialects
{
    // The caller's sidecar saw what the caller saw. A waypoint stands in for it in ambient mode, the called one's
    // sidecar where the caller has none.
    private static readonly MeshReporters IstioReporters = new("reporter", ["source", "waypoint", "destination"]);
    private static readonly MeshSide IstioCaller = new("source_workload_namespace", [("source_workload", null)]);
    private static readonly MeshSide IstioCallee = new(
        "destination_workload_namespace",
        [("destination_workload", null)]
    );

    // No response is code 0. Of gRPC's statuses those that are the server's fault:
    // https://opentelemetry.io/docs/specs/semconv/rpc/grpc.
    private static readonly (string, string)[] IstioErrors =
    [
        ("istio_requests_total", "response_code=~\"0|5..\""),
        ("istio_requests_total", "grpc_response_status=~\"2|4|12|13|14|15\""),
    ];

    // https://istio.io/latest/docs/reference/config/metrics
    private static readonly MeshDialect Istio = new(
        "Istio",
        "source_workload!=\"unknown\",destination_workload!=\"unknown\"",
        "istio_requests_total",
        IstioErrors,
        "istio_request_duration_milliseconds",
        1,
        IstioCaller,
        IstioCallee,
        IstioReporters
    );

    // A Service without a Pod that could answer has no workload.
    private static readonly MeshDialect IstioServices = Istio with
    {
        Mesh = "Istio (Services without a Pod)",
        Matchers = "source_workload!=\"unknown\",destination_workload=\"unknown\"",
        Callee = new MeshSide("destination_service_namespace", [("destination_service_name", "Service")]),
    };

    // Connections, where requests are not seen: other protocols, and ambient mode without a waypoint.
    private static readonly MeshDialect IstioConnections = Istio with
    {
        Requests = "istio_tcp_connections_opened_total",
        Errors = [],
        Durations = null,
    };

    // https://linkerd.io/2/reference/proxy-metrics; the caller's labels are those that Linkerd's own scrape
    // configuration adds.
    private static readonly MeshDialect Linkerd = new(
        "Linkerd",
        "direction=\"outbound\"",
        "response_total",
        [("response_total", "classification=\"failure\"")],
        "response_latency_ms",
        1,
        new MeshSide("namespace", LinkerdNames("")),
        new MeshSide("dst_namespace", LinkerdNames("dst_"))
    );

    // https://docs.cilium.io/en/stable/observability/metrics: httpV2, with the workloads and namespaces in its
    // labelsContext. The older http has no status here, and names durations the wrong way round.
    private static readonly MeshDialect Hubble = new(
        "Cilium Hubble",
        "",
        "hubble_http_requests_total",
        [("hubble_http_requests_total", "status=~\"5..\"")],
        "hubble_http_request_duration_seconds",
        1_000,
        new MeshSide("source_namespace", [("source_workload", null)]),
        new MeshSide("destination_namespace", [("destination_workload", null)]),
        new MeshReporters("reporter", ["client", "server", "unknown"])
    );

    // https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/connector/servicegraphconnector,
    // Grafana Tempo and Beyla, with k8s.namespace.name among the dimensions.
    private static readonly MeshDialect ServiceGraph = new(
        "service graph",
        "",
        "traces_service_graph_request_total",
        [("traces_service_graph_request_failed_total", "")],
        "traces_service_graph_request_client_seconds",
        1_000,
        ServiceGraphSide("client"),
        ServiceGraphSide("server")
    );

    /// <summary>All of them, the most telling first.</summary>
    public static IReadOnlyList<MeshDialect> All { get; } =
    [Istio, IstioServices, Linkerd, Hubble, ServiceGraph, IstioConnections];

    private static (string, string?)[] LinkerdNames(string prefix) =>
        [
            ($"{prefix}deployment", "Deployment"),
            ($"{prefix}statefulset", "StatefulSet"),
            ($"{prefix}daemonset", "DaemonSet"),
            ($"{prefix}k8s_job", "Job"),
            ($"{prefix}replicaset", "ReplicaSet"),
        ];

    private static MeshSide ServiceGraphSide(string side) =>
        new(
            $"{side}_k8s_namespace_name",
            [
                ($"{side}_k8s_deployment_name", "Deployment"),
                ($"{side}_k8s_statefulset_name", "StatefulSet"),
                ($"{side}_k8s_daemonset_name", "DaemonSet"),
                (side, null),
            ]
        );
}
