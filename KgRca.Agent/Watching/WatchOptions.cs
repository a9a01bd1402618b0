using KgRca.Agent.Delivery;
using KgRca.Agent.Dependencies.Mesh;

namespace KgRca.Agent.Watching;

/// <summary>What the agent watches and where it delivers.</summary>
/// <param name="Server">The server's address, with a slash at its end; null where records go to Kafka.</param>
/// <param name="Cluster">The cluster's name in records.</param>
/// <param name="SpoolFolder">Where records wait for their delivery.</param>
/// <param name="SpoolLimit">Bytes of records that may wait.</param>
/// <param name="Listen">Address and port of the receivers, such as <c>0.0.0.0:4319</c>.</param>
/// <param name="ReceiverTokenFile">The file of the token that senders must show; null where none is asked for.</param>
/// <param name="TailLogs">Whether containers' logs are followed through the API server.</param>
/// <param name="Kafka">Where in Kafka; null where records go to the server.</param>
/// <param name="Otlp">Where OTLP is received; null where it is not.</param>
/// <param name="Resources">Kinds that are watched beside those of <see cref="Kubernetes.WatchedTypes"/>; null for
/// none.</param>
/// <param name="Prometheus">Where a mesh's metrics are read; null where they are not.</param>
internal sealed record WatchOptions(
    Uri? Server,
    string Cluster,
    string SpoolFolder,
    long SpoolLimit,
    string Listen,
    string? ReceiverTokenFile,
    bool TailLogs = false,
    KafkaOptions? Kafka = null,
    OtlpAddresses? Otlp = null,
    IReadOnlyList<Kubernetes.ResourceType>? Resources = null,
    PrometheusOptions? Prometheus = null
);

/// <summary>Where OTLP is received.</summary>
/// <param name="Grpc">Address and port for gRPC, such as <c>0.0.0.0:4317</c>.</param>
/// <param name="Http">Address and port for HTTP, such as <c>0.0.0.0:4318</c>.</param>
internal sealed record OtlpAddresses(string Grpc, string Http);

/// <summary>
/// Reads amounts of bytes as Kubernetes writes them: a number, and perhaps <c>Ki</c>, <c>Mi</c> or <c>Gi</c>.
/// </summary>
internal static class ByteQuantity
{
    /// <summary>The amount; null where the text is none, or none that is more than 0.</summary>
    public static long? Read(string text)
    {
        var shift =
            text.Length > 2
                ? text[^2..] switch
                {
                    "Ki" => 10,
                    "Mi" => 20,
                    "Gi" => 30,
                    _ => 0,
                }
                : 0;
        return
            long.TryParse(
                shift > 0 ? text[..^2] : text,
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out var number
            )
            && number > 0
            && number <= long.MaxValue >> shift
            ? number << shift
            : null;
    }
}
