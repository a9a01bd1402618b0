using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace KgRca.Contracts.Parsing;

/// <summary>
/// Finds out why the serializer refused a record. Its own messages name .NET types and its paths hold label names, so
/// the record is parsed again and compared with the type, member by member. Runs for bad records only.
/// </summary>
internal static class JsonErrors
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static RecordError NotAnObject { get; } = RecordError.Invalid("", "The record must be a JSON object.");

    public static RecordError Explain(ReadOnlySpan<byte> value, JsonTypeInfo type)
    {
        try
        {
            var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = RecordLimits.Depth });
            var root = JsonElement.ParseValue(ref reader);
            // Throws where more follows than white space.
            reader.Read();
            return root.ValueKind == JsonValueKind.Object
                ? Mismatch(root, type) ?? RecordError.Invalid("", "The record does not fit the wire format.")
                : NotAnObject;
        }
        catch (JsonException exception)
        {
            return Malformed("record", exception, value, RecordLimits.Depth);
        }
    }

    /// <summary>What is wrong with a text that is not JSON.</summary>
    /// <param name="what">What the text is, for the message.</param>
    /// <param name="exception">What the reader threw.</param>
    /// <param name="text">The text.</param>
    /// <param name="maxDepth">How deep the reader allowed it to nest.</param>
    public static RecordError Malformed(string what, JsonException exception, ReadOnlySpan<byte> text, int maxDepth)
    {
        var fault =
            text.IsEmpty ? "is empty"
            : text.StartsWith(ByteOrderMark) ? "begins with a byte order mark, which JSON forbids"
            : IsTooDeep(text, maxDepth) ? $"nests deeper than {maxDepth} levels"
            : $"is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine})";
        return new RecordError(RecordErrorCode.MalformedJson, "", $"The {what} {fault}.");
    }

    private static RecordError? Mismatch(JsonElement element, JsonTypeInfo type) =>
        type.Kind switch
        {
            JsonTypeInfoKind.Object => ObjectMismatch(element, type),
            JsonTypeInfoKind.Enumerable => ListMismatch(element, type),
            _ => ValueMismatch(element, type),
        };

    private static RecordError? ObjectMismatch(JsonElement element, JsonTypeInfo type)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return RecordError.Invalid("", "must be an object");
        foreach (var property in type.Properties)
        {
            if (!TryGetMember(element, property.Name, out var child))
            {
                if (property.IsRequired)
                    return RecordError.Missing(property.Name);
            }
            else if (
                !(child.ValueKind == JsonValueKind.Null && property.IsSetNullable)
                && Mismatch(child, type.Options.GetTypeInfo(property.PropertyType)) is { } error
            )
            {
                return error.Under(property.Name);
            }
        }
        return null;
    }

    private static RecordError? ListMismatch(JsonElement element, JsonTypeInfo type)
    {
        if (element.ValueKind != JsonValueKind.Array || type.ElementType is null)
            return RecordError.Invalid("", "must be an array");
        var itemType = type.Options.GetTypeInfo(type.ElementType);
        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            if (Mismatch(item, itemType) is { } error)
                return error.Under($"[{index}]");
            index++;
        }
        return null;
    }

    private static RecordError? ValueMismatch(JsonElement element, JsonTypeInfo type)
    {
        if (type.Type == typeof(string) && element.ValueKind != JsonValueKind.String)
            return RecordError.Invalid("", "must be a string");
        var largest =
            type.Type == typeof(int) ? int.MaxValue
            : type.Type == typeof(long) ? long.MaxValue
            : (long?)null;
        if (largest is not null && element.ValueKind != JsonValueKind.Number)
            return RecordError.Invalid("", "must be a whole number");
        if (type.Type == typeof(double) && element.ValueKind != JsonValueKind.Number)
            return RecordError.Invalid("", "must be a number");
        try
        {
            // Of the members that no null may be in, only labels are read as null; the others' converters refuse it.
            return element.Deserialize(type) is null ? RecordError.Invalid("", "must be an object") : null;
        }
        catch (JsonException exception)
        {
            // A converter of ours says what it expects; an inner exception is the serializer's.
            return RecordError.Invalid(
                "",
                largest is not null ? $"must be a whole number of at most {largest}"
                    : exception.InnerException is null ? exception.Message
                    : "has text that is not valid Unicode"
            );
        }
    }

    private static bool TryGetMember(JsonElement element, string name, out JsonElement child)
    {
        try
        {
            return element.TryGetProperty(name, out child);
        }
        catch (InvalidOperationException)
        {
            // A member's name has an escaped half of a surrogate pair: what cannot be read is not there.
            child = default;
            return false;
        }
    }

    private static bool IsTooDeep(ReadOnlySpan<byte> text, int maxDepth)
    {
        // Counts brackets outside strings: enough to tell depth from other syntax errors, whatever else is wrong.
        var (depth, inString) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'\\' when inString:
                    i++;
                    break;
                case (byte)'"':
                    inString = !inString;
                    break;
                case (byte)'{' or (byte)'[' when !inString:
                    if (++depth > maxDepth)
                        return true;
                    break;
                case (byte)'}' or (byte)']' when !inString:
                    depth--;
                    break;
            }
        }
        return false;
    }
}
