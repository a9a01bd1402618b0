using System.Text.Json;

namespace KgRca.Contracts.Parsing;

/// <summary>The rules for a Kubernetes object: no more of it is checked than what its identity is read from.</summary>
internal static class ObjectRules
{
    /// <summary>Checks an object.</summary>
    /// <param name="item">The object.</param>
    /// <param name="record">The bytes of the record that holds it.</param>
    public static RecordError? Check(JsonElement item, ReadOnlySpan<byte> record)
    {
        if (item.ValueKind != JsonValueKind.Object)
            return RecordError.Invalid("", "must be an object");
        // An escaped half of a surrogate pair is valid JSON that no string can hold. It is rare, so only records with
        // \ud… are walked.
        if ((record.IndexOf("\\ud"u8) >= 0 || record.IndexOf("\\uD"u8) >= 0) && !IsReadable(item))
            return RecordError.Invalid("", "has text that is not valid Unicode");
        return Text(item, "apiVersion", out _)
            ?? Text(item, "kind", out var kind)
            ?? ValueRules.Kind(kind, "kind")
            ?? Metadata(item);
    }

    private static RecordError? Metadata(JsonElement item)
    {
        if (!item.TryGetProperty("metadata"u8, out var metadata))
            return RecordError.Missing("metadata");
        var error =
            metadata.ValueKind != JsonValueKind.Object
                ? RecordError.Invalid("", "must be an object")
                : Text(metadata, "name", out var name)
                    ?? ValueRules.PathPart(name, "name")
                    ?? OptionalText(metadata, "namespace", out var @namespace)
                    ?? ValueRules.OptionalPathPart(@namespace, "namespace")
                    ?? OptionalText(metadata, "uid", out var uid)
                    ?? ValueRules.OptionalName(uid, "uid");
        return error?.Under("metadata");
    }

    private static RecordError? Text(JsonElement parent, string name, out string text)
    {
        var error = OptionalText(parent, name, out var value);
        text = value ?? "";
        if (error is not null || value is not null)
            return error;
        return parent.TryGetProperty(name, out _)
            ? RecordError.Invalid(name, "must be a string")
            : RecordError.Missing(name);
    }

    private static RecordError? OptionalText(JsonElement parent, string name, out string? text)
    {
        text = null;
        if (!parent.TryGetProperty(name, out var child) || child.ValueKind == JsonValueKind.Null)
            return null;
        if (child.ValueKind != JsonValueKind.String)
            return RecordError.Invalid(name, "must be a string");
        text = child.GetString();
        return null;
    }

    // Nests no deeper than the record: RecordLimits.Depth.
    private static bool IsReadable(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => element.GetString() is not null,
                JsonValueKind.Array => element.EnumerateArray().All(IsReadable),
                JsonValueKind.Object => element
                    .EnumerateObject()
                    .All(property => property.Name is not null && IsReadable(property.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
