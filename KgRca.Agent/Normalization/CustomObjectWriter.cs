using System.Globalization;
using System.Text.Json;
using KgRca.Agent.Topology;

namespace KgRca.Agent.Normalization;

/// <summary>
/// Writes an object of a kind of which nothing is known but what custom resources have in common. What may be a secret
/// is masked: values of members that are named after secrets, with all that is in them, and of maps of data; names of
/// Secrets and references to them stay. Texts of several lines, such as files and keys, and long ones are replaced by a
/// hash.
/// </summary>
internal static class CustomObjectWriter
{
    private const int LongText = 1_024;
    private const int LongMessage = 4_096;

    private static readonly HashSet<string> Data = new(StringComparer.Ordinal)
    {
        "data",
        "stringData",
        "binaryData",
        "encryptedData",
    };

    /// <summary>Writes a member of the object itself; those that are bookkeeping are left to the caller.</summary>
    public static void Write(Utf8JsonWriter json, JsonProperty member, ObjectDetail detail)
    {
        if (member.NameEquals("metadata"u8))
            WriteMember(json, member, new Place(detail, IsStatus: false, IsSecret: false));
        else
            WriteMember(json, member, new Place(detail, member.NameEquals("status"u8), IsSecret: false));
    }

    private static void WriteMember(Utf8JsonWriter json, JsonProperty member, Place place)
    {
        if (ObjectNormalizer.IsLeftOut(member, place.Detail) || place.IsTime(member))
            return;
        json.WritePropertyName(member.Name);
        WriteValue(json, member.Name, member.Value, place with { IsSecret = place.IsSecret || IsSecret(member) });
    }

    private static void WriteValue(Utf8JsonWriter json, string name, JsonElement value, Place place)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                // A list of names and values, as an environment has: the name tells what the value is.
                var named =
                    value.At("value").ValueKind is JsonValueKind.Undefined
                        ? null
                        : value.Text("name") ?? value.Text("key");
                foreach (var member in value.EnumerateObject())
                {
                    if (name == "annotations" && ObjectCopy.IsIn(member))
                        continue;
                    WriteMember(
                        json,
                        member,
                        named is not null && member.NameEquals("value"u8) && SecretNames.IsSecret(named)
                            ? place with
                            {
                                IsSecret = true,
                            }
                            : place
                    );
                }
                json.WriteEndObject();
                break;
            case JsonValueKind.Array
                when !place.IsSecret
                    && name is "args" or "command"
                    && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String):
                ArgumentWriter.Write(json, value, text => Text(name, text, place));
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    WriteValue(json, name, item, place);
                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(place.IsSecret ? SecretMask.Masked : Text(name, value.GetString() ?? "", place));
                break;
            case JsonValueKind.Number when place.IsSecret:
                json.WriteStringValue(SecretMask.Masked);
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private static string Text(string name, string text, Place place)
    {
        if (name is "message" or "reason")
        {
            // Attempts, durations and how many of how many are ready come and go; what is wrong does not.
            var told = place is { Detail: ObjectDetail.Significant, IsStatus: true }
                ? string.Concat(text.Where(character => !char.IsAsciiDigit(character)))
                : text;
            return SecretMask.Apply(told.Length > LongMessage ? told[..LongMessage] : told);
        }
        return text.Length > LongText || text.Contains('\n', StringComparison.Ordinal)
            ? ObjectNormalizer.Hash(text)
            : SecretMask.Apply(text);
    }

    private static bool IsSecret(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.Object && Data.Contains(member.Name)
        || SecretNames.IsSecret(member.Name) && !IsPlain(member);

    private static bool IsPlain(JsonProperty member) =>
        member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number
        && SecretMask.IsPlain(member.Name, member.Value.ToString());

    /// <summary>Where in an object a value is.</summary>
    private readonly record struct Place(ObjectDetail Detail, bool IsStatus, bool IsSecret)
    {
        /// <summary>Whether a member only says when a controller did something: that alone is no change.</summary>
        public bool IsTime(JsonProperty member) =>
            this is { Detail: ObjectDetail.Significant, IsStatus: true }
            && member.Value.ValueKind switch
            {
                JsonValueKind.String => DateTimeOffset.TryParseExact(
                    member.Value.GetString(),
                    (string[])["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"],
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out _
                ),
                JsonValueKind.Number => member.Name.EndsWith("Time", StringComparison.Ordinal)
                    || member.Name.EndsWith("Timestamp", StringComparison.Ordinal),
                _ => false,
            };
    }
}
