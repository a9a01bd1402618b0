using System.Text.Json;
using System.Text.Json.Serialization;
using KgRca.Contracts.Parsing;

namespace KgRca.Contracts.Json;

/// <summary>
/// Reads labels and annotations: an object of strings, at most <see cref="RecordLimits.Labels"/> of them. Nullable
/// annotations do not reach into a dictionary's values, so that the serializer's own converter would let null values
/// through; and it would read all of 50,000 labels before anyone could refuse them. Of labels with one name, the last
/// counts.
/// </summary>
internal sealed class LabelsConverter : JsonConverter<IReadOnlyDictionary<string, string>>
{
    public override IReadOnlyDictionary<string, string> Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("must be an object");
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var count = 1; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; count++)
        {
            if (count > RecordLimits.Labels)
                throw new JsonException($"must have at most {RecordLimits.Labels} entries");
            var name = reader.GetString() ?? "";
            if (!reader.Read() || reader.TokenType != JsonTokenType.String || reader.GetString() is not { } value)
                throw new JsonException("must have only strings as values");
            labels[name] = LongTexts.Cut(value);
        }
        return labels;
    }

    public override void Write(
        Utf8JsonWriter writer,
        IReadOnlyDictionary<string, string> value,
        JsonSerializerOptions options
    )
    {
        writer.WriteStartObject();
        foreach (var (name, text) in value)
            writer.WriteString(name, text);
        writer.WriteEndObject();
    }
}
