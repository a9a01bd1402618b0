using System.Text.Json.Serialization;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Json;

/// <summary>
/// The JSON of the wire format: snake case, no reflection. Missing required members and nulls where none may be are
/// errors. Nesting is limited to <see cref="Parsing.RecordLimits.Depth"/>.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = Parsing.RecordLimits.Depth,
    Converters = [
        typeof(WireTimeConverter),
        typeof(WireEnumConverter<Severity>),
        typeof(WireEnumConverter<StateOperation>),
        typeof(WireEnumConverter<AlertStatus>),
        typeof(WireEnumConverter<CallSource>),
        typeof(EventSourceConverter),
        typeof(EdgeTypeConverter),
        typeof(LabelsConverter),
    ]
)]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(Resource))]
[JsonSerializable(typeof(Listing))]
[JsonSerializable(typeof(Edge))]
[JsonSerializable(typeof(AlertGroup))]
[JsonSerializable(typeof(Heartbeat))]
[JsonSerializable(typeof(CauseVerdict))]
public sealed partial class WireJson : JsonSerializerContext;
