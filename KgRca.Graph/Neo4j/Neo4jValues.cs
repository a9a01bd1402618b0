using System.Globalization;
using System.Text.Json;
using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Neo4j;

/// <summary>Values of properties in the JSON of Neo4j's Query API.</summary>
internal static class Neo4jValues
{
    /// <summary>Writes properties as an object; null removes one.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, PropertyValue>> properties)
    {
        json.WriteStartObject();
        foreach (var (name, value) in properties)
        {
            json.WritePropertyName(name);
            Write(json, value);
        }
        json.WriteEndObject();
    }

    /// <summary>Writes a value.</summary>
    /// <exception cref="InvalidGraphChangeException">It is not a number, or infinite, for which JSON has no
    /// word.</exception>
    public static void Write(Utf8JsonWriter json, PropertyValue value)
    {
        switch (value.Type)
        {
            case PropertyType.Boolean:
                json.WriteBooleanValue(value.AsBoolean!.Value);
                break;
            case PropertyType.Integer:
                json.WriteNumberValue(value.AsInteger!.Value);
                break;
            case PropertyType.Float:
                json.WriteRawValue(Float(value.AsFloat!.Value), skipInputValidation: true);
                break;
            case PropertyType.String:
                json.WriteStringValue(value.AsString);
                break;
            case PropertyType.StringList:
                json.WriteStartArray();
                foreach (var text in value.AsStrings!)
                    json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    /// <summary>Reads an object's properties but some, in the order of their names.</summary>
    public static List<Property> Read(JsonElement properties, params ReadOnlySpan<string> without)
    {
        var read = new List<Property>();
        foreach (var property in properties.EnumerateObject())
            if (property.Value.ValueKind != JsonValueKind.Null && !without.Contains(property.Name))
                read.Add(new Property(property.Name, Read(property.Value)));
        read.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return read;
    }

    private static PropertyValue Read(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when value.TryGetInt64(out var integer) && !IsFloat(value) => integer,
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Array => value.EnumerateArray().Select(item => item.GetString()!).ToArray(),
            var kind => throw new GraphUnavailableException($"Neo4j has a property of a type that is not ours: {kind}.")
            {
                IsDamaged = true,
            },
        };

    private static bool IsFloat(JsonElement number) => number.GetRawText().AsSpan().ContainsAny('.', 'e', 'E');

    // Without a point or an exponent it would become an integer.
    private static string Float(double number)
    {
        if (!double.IsFinite(number))
            throw new InvalidGraphChangeException($"{number} cannot be stored in Neo4j.");
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : $"{text}.0";
    }
}
