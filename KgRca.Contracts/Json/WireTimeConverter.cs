using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KgRca.Contracts.Json;

/// <summary>Writes times as RFC 3339 in UTC with three digits of milliseconds and <c>Z</c>; reads any RFC 3339 time that has an offset.</summary>
public sealed class WireTimeConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const int Length = 24;

    /// <summary>The time as the wire format writes it.</summary>
    public static string ToText(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && HasOffset(ref reader) && reader.TryGetDateTimeOffset(out var time))
            return time.ToUniversalTime();
        throw new JsonException("must be a time in RFC 3339, such as 2026-11-21T11:50:49.000Z");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[Length];
        value.UtcDateTime.TryFormat(text, out var written, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }

    // A time without an offset would be read as the local time of whichever machine reads it.
    private static bool HasOffset(ref Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        return !reader.HasValueSequence && text.Length > 6 &&
            (text[^1] is (byte)'Z' or (byte)'z' || text[^6] is (byte)'+' or (byte)'-' && text[^3] is (byte)':');
    }
}
