using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace KgRca.Contracts.Parsing;

/// <summary>Turns what the serializer throws into an error that names the member. Runs for bad records only, so it may parse them again.</summary>
internal static class JsonErrors
{
    public static RecordError Explain(JsonException exception, ReadOnlySpan<byte> value, JsonTypeInfo type)
    {
        JsonElement root;
        try
        {
            var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = RecordLimits.Depth });
            root = JsonElement.ParseValue(ref reader);
            if (reader.Read()) return Malformed(exception, "has more after its end");
        }
        catch (JsonException syntax)
        {
            return Malformed(syntax, IsTooDeep(value) ? $"nests deeper than {RecordLimits.Depth} levels" : "is not valid JSON");
        }
        if (root.ValueKind != JsonValueKind.Object)
            return new RecordError(RecordErrorCode.InvalidValue, "", "The record must be a JSON object.");
        if (MissingMember(root, type, "") is { } missing)
            return new RecordError(RecordErrorCode.MissingMember, missing, "is required");
        var member = Member(exception.Path);
        return new RecordError(RecordErrorCode.InvalidValue, member, Reason(exception));
    }

    private static RecordError Malformed(JsonException exception, string what) => new(
        RecordErrorCode.MalformedJson, "", $"The record {what} (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}).");

    // Our converters' messages are sentences of ours; the serializer's own name .NET types, which mean nothing to a sender.
    private static string Reason(JsonException exception) =>
        exception.Message.StartsWith("must be", StringComparison.Ordinal) ? exception.Message.Split(" Path:")[0] : "has a value of the wrong type";

    private static string Member(string? path) => path switch
    {
        null or "$" => "",
        _ when path.StartsWith("$.", StringComparison.Ordinal) => path[2..],
        _ => path,
    };

    private static string? MissingMember(JsonElement element, JsonTypeInfo type, string path)
    {
        if (type.Kind == JsonTypeInfoKind.Enumerable && element.ValueKind == JsonValueKind.Array && type.ElementType is { } elementType)
        {
            var itemType = type.Options.GetTypeInfo(elementType);
            return element.EnumerateArray().Select((item, index) => MissingMember(item, itemType, $"{path}[{index}]")).FirstOrDefault(found => found is not null);
        }
        if (type.Kind != JsonTypeInfoKind.Object || element.ValueKind != JsonValueKind.Object) return null;
        foreach (var property in type.Properties)
        {
            var name = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (!element.TryGetProperty(property.Name, out var child))
            {
                if (property.IsRequired) return name;
                continue;
            }
            if (MissingMember(child, type.Options.GetTypeInfo(property.PropertyType), name) is { } missing) return missing;
        }
        return null;
    }

    private static bool IsTooDeep(ReadOnlySpan<byte> value)
    {
        // Counts brackets outside strings: enough to tell depth from other syntax errors, whatever else is wrong.
        var (depth, inString) = (0, false);
        for (var i = 0; i < value.Length; i++)
        {
            switch (value[i])
            {
                case (byte)'\\' when inString: i++; break;
                case (byte)'"': inString = !inString; break;
                case (byte)'{' or (byte)'[' when !inString:
                    if (++depth > RecordLimits.Depth) return true;
                    break;
                case (byte)'}' or (byte)']' when !inString: depth--; break;
            }
        }
        return false;
    }
}
