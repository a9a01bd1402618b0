using System.Text.Json;
using System.Text.Json.Serialization;

namespace KgRca.Contracts.Json;

/// <summary>
/// Reads and writes an enum as its snake-case name in lower case and nothing else: neither numbers nor other spellings are read.
/// Enums that are spelled otherwise derive from it.
/// </summary>
public class WireEnumConverter<TEnum> : JsonConverter<TEnum> where TEnum : struct, Enum
{
    private readonly TEnum[] _values;
    private readonly JsonEncodedText[] _names;

    /// <summary>Spells every member in snake case.</summary>
    public WireEnumConverter() : this(JsonNamingPolicy.SnakeCaseLower.ConvertName) { }

    /// <summary>Spells every member as <paramref name="spell"/> says.</summary>
    protected WireEnumConverter(Func<string, string> spell)
    {
        _values = Enum.GetValues<TEnum>();
        _names = [.. _values.Select(value => JsonEncodedText.Encode(spell(value.ToString())))];
    }

    /// <inheritdoc/>
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            for (var i = 0; i < _names.Length; i++)
                if (reader.ValueTextEquals(_names[i].EncodedUtf8Bytes)) return _values[i];
        }
        throw new JsonException($"must be one of {string.Join(", ", _names.Select(name => name.Value))}");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(_names[Array.IndexOf(_values, value)]);
}

/// <summary>Spells <see cref="Records.EventSource"/> with a dot: <c>k8s.event</c>.</summary>
public sealed class EventSourceConverter()
    : WireEnumConverter<Records.EventSource>(name => WireNames.Dotted(name));

/// <summary>Spells <see cref="Records.EdgeType"/> in upper case: <c>RUNS_ON</c>.</summary>
public sealed class EdgeTypeConverter()
    : WireEnumConverter<Records.EdgeType>(JsonNamingPolicy.SnakeCaseUpper.ConvertName);

/// <summary>How names of enum members are spelled on the wire.</summary>
public static class WireNames
{
    private static readonly string[] Sources = [.. Enum.GetNames<Records.EventSource>().Select(Dotted)];
    private static readonly string[] Severities = [.. Enum.GetNames<Records.Severity>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
    private static readonly string[] EdgeTypes = [.. Enum.GetNames<Records.EdgeType>().Select(JsonNamingPolicy.SnakeCaseUpper.ConvertName)];

    /// <summary>The wire name of a source, such as <c>k8s.event</c>.</summary>
    public static string Of(Records.EventSource source) => Sources[(int)source];

    /// <summary>The wire name of a severity, such as <c>warning</c>.</summary>
    public static string Of(Records.Severity severity) => Severities[(int)severity];

    /// <summary>The wire name of an edge type, such as <c>RUNS_ON</c>.</summary>
    public static string Of(Records.EdgeType type) => EdgeTypes[(int)type];

    /// <summary>Reads the wire name of a severity.</summary>
    public static bool TryParseSeverity(string? name, out Records.Severity severity)
    {
        var index = Array.IndexOf(Severities, name);
        severity = (Records.Severity)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Reads the wire name of an edge type.</summary>
    public static bool TryParseEdgeType(string? name, out Records.EdgeType type)
    {
        var index = Array.IndexOf(EdgeTypes, name);
        type = (Records.EdgeType)Math.Max(index, 0);
        return index >= 0;
    }

    internal static string Dotted(string name) => string.Concat(name.Select((character, index) =>
        char.IsAsciiLetterUpper(character) ? $"{(index == 0 ? "" : ".")}{char.ToLowerInvariant(character)}" : $"{character}"));
}
