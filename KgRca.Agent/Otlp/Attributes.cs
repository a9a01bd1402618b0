using Google.Protobuf.Collections;

namespace KgRca.Agent.Otlp;

/// <summary>Reads attributes.</summary>
internal static class Attributes
{
    /// <summary>The text of an attribute; null where there is none, or it is empty.</summary>
    public static string? Text(this RepeatedField<KeyValue> attributes, string name)
    {
        foreach (var attribute in attributes)
            if (attribute.Key == name)
                return attribute.Value?.StringValue is { Length: > 0 } text ? text : null;
        return null;
    }
}
