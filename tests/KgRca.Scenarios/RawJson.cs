using System.Text.Json;

namespace KgRca.Scenarios;

/// <summary>Writes members whose value is JSON already.</summary>
internal static class RawJson
{
    /// <summary>Writes a member. The value must be valid JSON; this is not checked.</summary>
    public static void WriteRawValueOf(this Utf8JsonWriter json, string member, string value)
    {
        json.WritePropertyName(member);
        json.WriteRawValue(value, skipInputValidation: true);
    }
}
