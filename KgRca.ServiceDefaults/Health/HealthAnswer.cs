using System.Text.Json.Serialization;

namespace KgRca.ServiceDefaults.Health;

internal sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, HealthAnswerCheck> Checks);

internal sealed record HealthAnswerCheck(string Status, string? Description);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class HealthJson : JsonSerializerContext;
