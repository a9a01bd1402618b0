using System.Diagnostics.Metrics;
using KgRca.Contracts.Identity;

namespace KgRca.GraphBuilder.Metrics;

/// <summary>
/// The builder's metrics, under the names of the architecture. Topics are labelled by what they carry, not by tenant,
/// so that labels stay few.
/// </summary>
internal sealed class GraphBuilderMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "KgRca.GraphBuilder";

    private readonly Counter<long> _messages;
    private readonly Histogram<double> _durations;
    private readonly Counter<long> _links;
    private readonly Histogram<double> _confidence;
    private readonly Counter<long> _events;
    private readonly LatencyQuantile _latency = new();
    private volatile bool _isUp;

    public GraphBuilderMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _messages = meter.CreateCounter<long>(
            "kg_messages_processed_total",
            description: "Records processed, by topic and status"
        );
        _durations = meter.CreateHistogram<double>(
            "kg_message_processing_duration_seconds",
            "s",
            "Engine time per record"
        );
        _links = meter.CreateCounter<long>(
            "kg_rca_links_created_total",
            description: "Potential causes linked to incidents"
        );
        _confidence = meter.CreateHistogram(
            "kg_rca_confidence_score",
            description: "Scores of linked causes",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
            }
        );
        _events = meter.CreateCounter<long>("kg_client_events_sent_total", description: "Records read for a client");
        meter.CreateObservableGauge("graph_builder_up", () => _isUp ? 1 : 0, description: "1 while the builder reads");
        meter.CreateObservableGauge(
            "kg_processing_latency_p95_seconds",
            () => new Measurement<double>(_latency.P95(), new KeyValuePair<string, object?>("operation", "batch")),
            "s",
            "95th percentile of the time from a batch's first record read to its commit, over the last 1,024 batches"
        );
        meter.CreateObservableGauge(
            "kg_kafka_consumer_lag",
            () =>
                Lags.Select(entry => new Measurement<long>(
                    entry.Value,
                    new("topic", TopicName.Suffix(entry.Key.Topic)),
                    new("partition", entry.Key.Partition)
                )),
            description: "Records that the graph builders have not read yet, all clients"
        );
        meter.CreateObservableGauge(
            "kg_client_storage_bytes",
            () =>
                StoredBytes.Select(entry => new Measurement<long>(
                    entry.Value,
                    new KeyValuePair<string, object?>("client_id", entry.Key.Value)
                )),
            "By",
            "Size of a client's graph on disk in bytes"
        );
    }

    /// <summary>Records that wait, by topic and partition, as last sampled.</summary>
    public IReadOnlyDictionary<(DataTopic Topic, int Partition), long> Lags { get; set; } =
        new Dictionary<(DataTopic, int), long>();

    /// <summary>Bytes of clients' graphs on disk, as last sampled.</summary>
    public IReadOnlyDictionary<TenantId, long> StoredBytes { get; set; } = new Dictionary<TenantId, long>();

    /// <summary>Whether the builder reads.</summary>
    public void SetUp(bool isUp) => _isUp = isUp;

    /// <summary>A record was processed.</summary>
    public void Processed(DataTopic topic, string status, TimeSpan duration)
    {
        var name = new KeyValuePair<string, object?>("topic", TopicName.Suffix(topic));
        _messages.Add(1, name, new("status", status));
        _durations.Record(duration.TotalSeconds, name);
    }

    /// <summary>A batch of a tenant is part of its graph.</summary>
    public void Committed(TenantId tenant, int records, TimeSpan latency)
    {
        _events.Add(records, new KeyValuePair<string, object?>("client_id", tenant.Value));
        _latency.Record(latency);
    }

    /// <summary>A potential cause was linked to an incident.</summary>
    public void Linked(double confidence, double temporal, double distance, double domain)
    {
        _links.Add(1);
        _confidence.Record(confidence, new KeyValuePair<string, object?>("score_type", "confidence"));
        _confidence.Record(temporal, new KeyValuePair<string, object?>("score_type", "temporal"));
        _confidence.Record(distance, new KeyValuePair<string, object?>("score_type", "distance"));
        _confidence.Record(domain, new KeyValuePair<string, object?>("score_type", "domain"));
    }
}
