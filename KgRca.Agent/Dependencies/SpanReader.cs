using System.Buffers.Binary;
using Google.Protobuf;
using Google.Protobuf.Collections;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Otlp;
using KgRca.Agent.Topology;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Dependencies;

/// <summary>
/// Makes calls of spans. The span of a client names whom it calls, or the span of a server that has it as its parent
/// does. Of spans nothing is kept but the counts by pair, and for half a minute the ids of those whose other half is
/// missing. Thread-safe.
/// </summary>
/// <param name="directory">Finds Services and workloads.</param>
/// <param name="table">Gets the calls.</param>
/// <param name="clock">Gives the times.</param>
internal sealed class SpanReader(ClusterDirectory directory, CallTable table, TimeProvider clock)
{
    // Attributes that name the other side, the most telling first. https://opentelemetry.io/docs/specs/semconv, those
    // before 1.21 included.
    private static readonly string[] PeerAttributes =
    [
        "peer.service",
        "server.address",
        "net.peer.name",
        "http.host",
        "network.peer.address",
        "net.peer.ip",
        "net.sock.peer.name",
        "net.sock.peer.addr",
    ];

    private static readonly (string Attribute, string Kind)[] WorkloadAttributes =
    [
        ("k8s.deployment.name", "Deployment"),
        ("k8s.statefulset.name", "StatefulSet"),
        ("k8s.daemonset.name", "DaemonSet"),
        ("k8s.cronjob.name", "CronJob"),
        ("k8s.job.name", "Job"),
    ];

    private readonly Lock _lock = new();
    private readonly HalfCalls<ClientHalf> _clients = new(clock);
    private readonly HalfCalls<ObjectKey> _servers = new(clock);

    /// <summary>Spans that came.</summary>
    public long Spans { get; private set; }

    /// <summary>
    /// Spans of clients or servers that no workload of the cluster could be found for, and calls for which there was no
    /// room.
    /// </summary>
    public long Unresolved { get; private set; }

    /// <summary>Takes spans in.</summary>
    public void Add(ExportTraceServiceRequest request)
    {
        lock (_lock)
            foreach (var group in request.ResourceSpans)
            {
                var attributes = group.Resource?.Attributes ?? [];
                var @namespace = attributes.Text("k8s.namespace.name") ?? attributes.Text("service.namespace");
                var workload = @namespace is null ? null : WorkloadOf(attributes, @namespace);
                foreach (var span in group.ScopeSpans.SelectMany(scope => scope.Spans))
                    Add(span, workload, @namespace);
            }
    }

    private void Add(Span span, ObjectKey? workload, string? @namespace)
    {
        Spans++;
        var (isClient, isServer) = (
            span.Kind is Span.Types.SpanKind.Client or Span.Types.SpanKind.Producer,
            span.Kind is Span.Types.SpanKind.Server or Span.Types.SpanKind.Consumer
        );
        if (!isClient && !isServer)
            return;
        if (workload is not { } self || @namespace is null)
            Unresolved++;
        else if (isClient)
            AddClient(span, self, @namespace);
        else if (!span.ParentSpanId.IsEmpty)
            AddServer(Key(span, span.ParentSpanId), self);
    }

    private void AddClient(Span span, ObjectKey caller, string @namespace)
    {
        var nanoseconds =
            span.EndTimeUnixNano > span.StartTimeUnixNano ? span.EndTimeUnixNano - span.StartTimeUnixNano : 0;
        var half = new ClientHalf(
            caller,
            TimeSpan.FromMicroseconds(nanoseconds / 1_000.0),
            span.Status?.Code == Status.Types.StatusCode.Error
        );
        var key = Key(span, span.SpanId);
        if (CalleeOf(span.Attributes, @namespace) is { } callee || _servers.Take(key, out callee))
            Count(half, callee);
        else
            _clients.Add(key, half);
    }

    private void AddServer(SpanKey parent, ObjectKey callee)
    {
        if (_clients.Take(parent, out var half))
            Count(half, callee);
        else
            _servers.Add(parent, callee);
    }

    private void Count(ClientHalf half, ObjectKey callee)
    {
        if (
            callee != half.Caller
            && !table.Add(new EdgeKey(EdgeType.Calls, half.Caller, callee), half.Duration, half.IsError)
        )
            Unresolved++;
    }

    private ObjectKey? WorkloadOf(RepeatedField<KeyValue> attributes, string @namespace)
    {
        foreach (var (attribute, kind) in WorkloadAttributes)
            if (attributes.Text(attribute) is { } name && directory.Workload(kind, @namespace, name) is { } workload)
                return workload;
        if (attributes.Text("k8s.pod.name") is { } pod && directory.Pod(@namespace, pod) is { } owner)
            return owner;
        return attributes.Text("service.name") is { } service ? directory.Named(@namespace, service) : null;
    }

    private ObjectKey? CalleeOf(RepeatedField<KeyValue> attributes, string @namespace)
    {
        foreach (var attribute in PeerAttributes)
            if (attributes.Text(attribute) is { } host && directory.Host(@namespace, host) is { } callee)
                return callee;
        return
            (attributes.Text("url.full") ?? attributes.Text("http.url")) is { } url
            && Uri.TryCreate(url, UriKind.Absolute, out var address)
            ? directory.Host(@namespace, address.Host)
            : null;
    }

    private static SpanKey Key(Span span, ByteString id)
    {
        Span<byte> trace = stackalloc byte[16];
        Span<byte> number = stackalloc byte[8];
        span.TraceId.Span[..Math.Min(span.TraceId.Length, trace.Length)].CopyTo(trace);
        id.Span[..Math.Min(id.Length, number.Length)].CopyTo(number);
        return new SpanKey(BinaryPrimitives.ReadUInt128BigEndian(trace), BinaryPrimitives.ReadUInt64BigEndian(number));
    }

    /// <summary>A call as its caller saw it.</summary>
    private readonly record struct ClientHalf(ObjectKey Caller, TimeSpan Duration, bool IsError);
}
