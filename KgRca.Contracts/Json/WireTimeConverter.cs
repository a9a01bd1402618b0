using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KgRca.Contracts.Json;

/// <summary>
/// Writes times as RFC 3339 in UTC with three digits of milliseconds (finer parts are cut off) and <c>Z</c>; reads any
/// RFC 3339 time with an offset.
/// </summary>
public sealed class WireTimeConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const int Length = 24;
    private const int OffsetLength = 6;

    internal const string Expected = "must be a time in RFC 3339, such as 2026-11-21T11:50:49.000Z";

    /// <summary>The time as the wire format writes it.</summary>
    public static string ToText(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Reads a text as a record's time is read.</summary>
    public static bool TryParse(JsonElement text, out DateTimeOffset time)
    {
        time = default;
        return text.ValueKind == JsonValueKind.String && TimeText.TryParse(text.GetString() ?? "", out time);
    }

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryRead(ref reader, out var time) ? time : throw new JsonException(Expected);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[Length];
        value.UtcDateTime.TryFormat(text, out var written, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }

    // The time in UTC. Escaped text that is not Unicode throws what the reader throws, InvalidOperationException.
    internal static bool TryRead(ref Utf8JsonReader reader, out DateTimeOffset time)
    {
        time = default;
        if (reader.TokenType != JsonTokenType.String)
            return false;
        if (!HasOffset(ref reader) || !reader.TryGetDateTimeOffset(out var read))
            return TimeText.TryParse(reader.GetString() ?? "", out time);
        time = read.ToUniversalTime();
        return true;
    }

    // A time without an offset would be read as the local time of whichever machine reads it.
    private static bool HasOffset(ref Utf8JsonReader reader)
    {
        // Some JSON writers escape the plus sign of an offset.
        var text =
            reader.ValueIsEscaped || reader.HasValueSequence
                ? Encoding.UTF8.GetBytes(reader.GetString() ?? "")
                : reader.ValueSpan;
        return text.Length > OffsetLength
            && (text[^1] == (byte)'Z' || (text[^OffsetLength] is (byte)'+' or (byte)'-' && text[^3] == (byte)':'));
    }
}
