using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;

namespace KgRca.Agent.Pseudonyms;

/// <summary>
/// Replaces the names in records by made-up ones: the same by the same within one recording, by a key that is forgotten
/// with it. Records stay valid, references still lead where they led, selectors still match. Not thread-safe.
/// </summary>
/// <param name="key">The key, 32 random bytes.</param>
internal sealed class PseudonymousRecords(byte[] key)
{
    private const int KeyBytes = 32;
    private const int HashLength = 32;
    private const int EdgeKeyParts = 8;

    // In place of a name, in the key of a listing.
    private const string Listed = "*";

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = RecordLimits.Depth };
    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly TextPseudonyms _texts = new(key);
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);

    /// <summary>With a key that nobody knows.</summary>
    public PseudonymousRecords()
        : this(RandomNumberGenerator.GetBytes(KeyBytes)) { }

    /// <summary>The record with other names; its value is valid until the next call.</summary>
    /// <exception cref="JsonException">The value is not JSON.</exception>
    public CaptureRecord Apply(CaptureRecord record)
    {
        using var value = JsonDocument.Parse(record.Value, Reading);
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, Writing))
            Write(json, "", "", value.RootElement);
        return record with { Key = Key(record), Value = _buffer.WrittenMemory };
    }

    /// <summary>What a name became, or will become.</summary>
    public string Name(string name) => _texts.Name(name);

    private string Key(CaptureRecord record) =>
        record.Topic switch
        {
            DataTopic.Resources when ResourceId.TryParse(record.Key, out var id) => new ResourceId(
                _texts.Name(id.Cluster),
                _texts.Key(id.Kind),
                _texts.Name(id.Namespace),
                id.Name == Listed ? Listed : _texts.Name(id.Name)
            ).ToString(),
            DataTopic.Topology when record.Key.Split('/') is { Length: EdgeKeyParts } parts => string.Join(
                '/',
                parts.Select(
                    (part, index) =>
                        index == 1 ? part
                        : index is 2 or 5 ? _texts.Key(part)
                        : _texts.Name(part)
                )
            ),
            _ => Id(record.Key),
        };

    // A hash stays: it can be neither read nor, being of random numbers, guessed.
    private string Id(string id) => id.Length >= HashLength && id.All(char.IsAsciiHexDigitLower) ? id : _texts.Name(id);

    private void Write(Utf8JsonWriter json, string name, string parent, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(json, name, value);
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(json, name, parent, item);
                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(Replace(name, parent, value.GetString() ?? ""));
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private void WriteObject(Utf8JsonWriter json, string name, JsonElement value)
    {
        var map =
            Members.IsMap(name)
            || name == "selector"
                && value.EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.String)
                ? "labels"
                : null;
        json.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            json.WritePropertyName(map is null ? member.Name : _texts.Key(member.Name));
            Write(json, member.Name, map ?? name, member.Value);
        }
        json.WriteEndObject();
    }

    private string Replace(string name, string parent, string text)
    {
        if (name is "event_id" or "groupKey" or "fingerprint")
            return Id(text);
        var treatment = Members.Of(name, parent, text);
        if (treatment == Treatment.LearnedName)
            _texts.Learn(text);
        return treatment switch
        {
            Treatment.None => text,
            Treatment.Key => _texts.Key(text),
            Treatment.Message => _texts.Message(text),
            _ => _texts.Name(text),
        };
    }
}
