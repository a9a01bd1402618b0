using System.Text.Json;
using System.Text.Json.Serialization;

namespace KgRca.Contracts.Json;

/// <summary>
/// Reads and writes an enum as its snake-case name in lower case and nothing else: neither numbers nor other spellings
/// are read. Enums that are spelled otherwise derive from it.
/// </summary>
public class WireEnumConverter<TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    private readonly TEnum[] _values;
    private readonly JsonEncodedText[] _names;
    private readonly string _expected;

    /// <summary>Spells every member in snake case.</summary>
    public WireEnumConverter()
        : this(JsonNamingPolicy.SnakeCaseLower.ConvertName) { }

    /// <summary>Spells every member as <paramref name="spell"/> says.</summary>
    protected WireEnumConverter(Func<string, string> spell)
    {
        _values = Enum.GetValues<TEnum>();
        _names = [.. _values.Select(value => JsonEncodedText.Encode(spell(value.ToString())))];
        _expected = $"must be one of {string.Join(", ", _names.Select(name => name.Value))}";
    }

    /// <inheritdoc/>
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            for (var i = 0; i < _names.Length; i++)
                if (reader.ValueTextEquals(_names[i].EncodedUtf8Bytes))
                    return _values[i];
        }
        throw new JsonException(_expected);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(_names[Array.IndexOf(_values, value)]);
}

/// <summary>Spells <see cref="Records.EventSource"/> with a dot: <c>k8s.event</c>.</summary>
public sealed class EventSourceConverter() : WireEnumConverter<Records.EventSource>(name => WireNames.Dotted(name));

/// <summary>Spells <see cref="Records.EdgeType"/> in upper case: <c>RUNS_ON</c>.</summary>
public sealed class EdgeTypeConverter()
    : WireEnumConverter<Records.EdgeType>(JsonNamingPolicy.SnakeCaseUpper.ConvertName);
