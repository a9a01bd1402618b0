using System.Text.Json;
using System.Text.Json.Serialization;

namespace KgRca.Agent.Dependencies.Mesh;

/// <summary>
/// What Prometheus' HTTP API answers to a query
/// (https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries).
/// </summary>
internal sealed record PrometheusAnswer(
    string Status,
    PrometheusResult? Data = null,
    string? ErrorType = null,
    string? Error = null,
    IReadOnlyList<string>? Warnings = null
);

/// <summary>A query's result, of the type <c>vector</c>.</summary>
internal sealed record PrometheusResult(IReadOnlyList<PrometheusSample> Result);

/// <summary>
/// A series' labels, and its time and value: a number, and a text that is a number, <c>NaN</c> or infinite.
/// </summary>
internal sealed record PrometheusSample(Dictionary<string, string> Metric, JsonElement Value)
{
    /// <summary>The value; null where it is no finite number.</summary>
    [JsonIgnore]
    public double? Number =>
        Value.ValueKind == JsonValueKind.Array
        && Value.GetArrayLength() == 2
        && Value[1].ValueKind == JsonValueKind.String
        && double.TryParse(
            Value[1].GetString(),
            System.Globalization.NumberStyles.Float,
            System.Globalization.CultureInfo.InvariantCulture,
            out var number
        )
        && double.IsFinite(number)
            ? number
            : null;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(PrometheusAnswer))]
internal sealed partial class PrometheusJson : JsonSerializerContext;
