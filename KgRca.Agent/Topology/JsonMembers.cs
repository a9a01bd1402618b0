using System.Text.Json;

namespace KgRca.Agent.Topology;

/// <summary>Reads members of objects that may be absent or of another type than expected.</summary>
internal static class JsonMembers
{
    /// <summary>The member; undefined where there is none.</summary>
    public static JsonElement At(this JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) ? value : default;

    /// <summary>The text of a member; null where there is none, or it is empty.</summary>
    public static string? Text(this JsonElement item, string name) =>
        item.At(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>Whether a member is true.</summary>
    public static bool Flag(this JsonElement item, string name) => item.At(name).ValueKind == JsonValueKind.True;

    /// <summary>The items of a list; none where there is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement item, string name)
    {
        if (item.At(name) is not { ValueKind: JsonValueKind.Array } list)
            yield break;
        foreach (var element in list.EnumerateArray())
            yield return element;
    }

    /// <summary>The members of a map of texts.</summary>
    public static Dictionary<string, string> Map(this JsonElement item, string name)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (item.At(name) is not { ValueKind: JsonValueKind.Object } members)
            return map;
        foreach (var member in members.EnumerateObject())
            if (member.Value.ValueKind == JsonValueKind.String)
                map[member.Name] = member.Value.GetString() ?? "";
        return map;
    }

    /// <summary>Whether two maps have the same entries.</summary>
    public static bool IsSame(this Dictionary<string, string> map, Dictionary<string, string> other) =>
        map.Count == other.Count
        && map.All(entry => other.TryGetValue(entry.Key, out var value) && value == entry.Value);
}
