using System.Globalization;
using System.Text.Json;

namespace KgRca.RootCause.Kubernetes;

/// <summary>
/// Reads Kubernetes objects whose shape nobody promises: what is absent or of another type is simply not there.
/// </summary>
internal static class JsonReading
{
    /// <summary>A member's value; one of kind Undefined where there is none.</summary>
    public static JsonElement At(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>A value along a path of members.</summary>
    public static JsonElement At(this JsonElement element, string first, string second) => element.At(first).At(second);

    /// <summary>A value along a path of members.</summary>
    public static JsonElement At(this JsonElement element, string first, string second, string third) =>
        element.At(first).At(second).At(third);

    /// <summary>The items of a member that is an array; none where it is not.</summary>
    public static JsonElement.ArrayEnumerator Items(this JsonElement element, string name)
    {
        var value = element.At(name);
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;
    }

    /// <summary>The members of a member that is an object; none where it is not.</summary>
    public static JsonElement.ObjectEnumerator Members(this JsonElement element, string name)
    {
        var value = element.At(name);
        return value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default;
    }

    /// <summary>A member's text; null where it is none.</summary>
    public static string? Text(this JsonElement element, string name) => element.At(name).Text();

    /// <summary>The value's text; null where it is none.</summary>
    public static string? Text(this JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A member's whole number; null where it is none.</summary>
    public static int? Number(this JsonElement element, string name) => element.At(name).Number();

    /// <summary>The value as a whole number; null where it is none.</summary>
    public static int? Number(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    /// <summary>A member's truth value; null where it is none.</summary>
    public static bool? Flag(this JsonElement element, string name) =>
        element.At(name).ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    /// <summary>A member's time; null where it is none.</summary>
    public static DateTimeOffset? Time(this JsonElement element, string name) =>
        element.Text(name) is { } text
        && DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : null;

    /// <summary>Whether two values are equal; what is absent equals only what is absent.</summary>
    public static bool Same(JsonElement left, JsonElement right) =>
        left.ValueKind == JsonValueKind.Undefined || right.ValueKind == JsonValueKind.Undefined
            ? left.ValueKind == right.ValueKind
            : JsonElement.DeepEquals(left, right);

    /// <summary>Whether the value is there and not null.</summary>
    public static bool IsPresent(this JsonElement value) =>
        value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);
}
