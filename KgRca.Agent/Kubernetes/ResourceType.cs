namespace KgRca.Agent.Kubernetes;

/// <summary>A kind of objects, and where an API server serves them.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version, such as <c>v1</c>.</param>
/// <param name="Plural">The name in paths, such as <c>pods</c>.</param>
/// <param name="Kind">The kind, such as <c>Pod</c>; empty while only the API server knows it.</param>
/// <param name="FieldSelector">Which objects of the kind; null for all.</param>
/// <param name="IsCustom">Whether it is not one of <see cref="WatchedTypes"/>: the user has named it, and nothing is
/// known of its members.</param>
internal sealed record ResourceType(
    string Group,
    string Version,
    string Plural,
    string Kind,
    string? FieldSelector = null,
    bool IsCustom = false
)
{
    /// <summary>The path of all its objects, in all namespaces.</summary>
    public string Path => Group.Length == 0 ? $"api/{Version}/{Plural}" : $"apis/{Group}/{Version}/{Plural}";

    /// <summary>As in an object's <c>apiVersion</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>What it is called in messages.</summary>
    public string Name => IsCustom ? $"{ApiVersion}/{Plural}" : Plural;
}
