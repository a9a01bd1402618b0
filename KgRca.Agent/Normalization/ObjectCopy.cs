using System.Runtime.InteropServices;
using System.Text.Json;

namespace KgRca.Agent.Normalization;

/// <summary>
/// Copies of an object in its annotations, where tools that apply objects keep them: they would tell what is left out,
/// such as a ConfigMap's values.
/// </summary>
internal static class ObjectCopy
{
    /// <summary>
    /// Whether an annotation is one: its key says so (<c>banzaicloud.com/last-applied</c>,
    /// <c>objectset.rio.cattle.io/applied</c>, <c>kapp.k14s.io/original</c>), or its value is an object's JSON.
    /// </summary>
    public static bool IsIn(JsonProperty annotation)
    {
        var key = JsonMarshal.GetRawUtf8PropertyName(annotation);
        var name = key[(key.LastIndexOf((byte)'/') + 1)..];
        return name.IndexOf("last-applied"u8) >= 0
            || name.EndsWith("original-configuration"u8)
            || name.EndsWith("last-handled-configuration"u8)
            || name.SequenceEqual("applied"u8)
            || name.SequenceEqual("original"u8)
            || name.SequenceEqual("original-diff"u8)
            || IsObject(annotation.Value);
    }

    private static bool IsObject(JsonElement value)
    {
        // Of most values the first character tells that they are none; white space may be escaped.
        if (
            value.ValueKind != JsonValueKind.String
            || JsonMarshal.GetRawUtf8Value(value)[1] is not ((byte)'{' or (byte)' ' or (byte)'\\')
        )
            return false;
        var text = value.GetString() ?? "";
        return text.AsSpan().TrimStart().StartsWith('{')
            && (
                text.Contains("\"kind\"", StringComparison.Ordinal)
                || text.Contains("\"apiVersion\"", StringComparison.Ordinal)
            );
    }
}
