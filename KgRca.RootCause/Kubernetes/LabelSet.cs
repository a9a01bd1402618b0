using System.Text.Json;

namespace KgRca.RootCause.Kubernetes;

/// <summary>The labels of an object, to be read once for each of its states.</summary>
/// <param name="Pairs">Names and values, in the order of the object; null for a value that is no text.</param>
internal sealed record LabelSet(IReadOnlyList<(string Name, string? Value)> Pairs)
{
    /// <summary>The labels of an object.</summary>
    public static LabelSet Of(JsonElement item) => OfMetadata(item.At("metadata"));

    /// <summary>The labels under <c>metadata</c>, of an object or of a template.</summary>
    public static LabelSet OfMetadata(JsonElement metadata) => new(PairsOf(metadata, "labels"));

    /// <summary>A label's value; null where there is none.</summary>
    public string? Value(string name)
    {
        for (var i = Pairs.Count - 1; i >= 0; i--)
            if (Pairs[i].Name == name)
                return Pairs[i].Value;
        return null;
    }

    internal static (string Name, string? Value)[] PairsOf(JsonElement parent, string name) =>
        [.. parent.Members(name).Select(pair => (pair.Name, pair.Value.Text()))];
}

/// <summary>The selector of a Service, to be read once for each of its states.</summary>
/// <param name="Pairs">Names and values, in the order of the object; null for a value that is no text.</param>
internal sealed record Selector(IReadOnlyList<(string Name, string? Value)> Pairs)
{
    /// <summary>The selector of a Service.</summary>
    public static Selector Of(JsonElement service) => new(LabelSet.PairsOf(service.At("spec"), "selector"));

    /// <summary>Whether labels have every pair, and there is one.</summary>
    public bool Matches(LabelSet labels)
    {
        foreach (var (name, wanted) in Pairs)
            if (wanted is null || labels.Value(name) != wanted)
                return false;
        return Pairs.Count > 0;
    }
}
