namespace KgRca.Graph.Cypher.Guard;

/// <summary>The parameters of a printed query: the customer's under new names, and the strings of its text.</summary>
internal sealed class PrintedParameters
{
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _strings = new(StringComparer.Ordinal);

    /// <summary>The parameter that stands for one of the customer's.</summary>
    public string OfGiven(string name) => Add(_given, name, "p");

    /// <summary>The parameter that stands for a string.</summary>
    public string OfString(string value) => Add(_strings, value, "s");

    /// <summary>All values by parameter.</summary>
    /// <exception cref="CypherException">One of the customer's parameters is missing.</exception>
    public IReadOnlyDictionary<string, object?> Bind(IReadOnlyDictionary<string, object?> given)
    {
        var missing = _given.Keys.FirstOrDefault(name => !given.ContainsKey(name));
        if (missing is not null)
            throw new CypherException(
                CypherErrorKind.ParameterMissing,
                "MissingParameter",
                $"The parameter '{missing}' is missing."
            );
        var bound = _given.ToDictionary(entry => entry.Value, entry => given[entry.Key], StringComparer.Ordinal);
        foreach (var (value, parameter) in _strings)
            bound.Add(parameter, value);
        return bound;
    }

    private static string Add(Dictionary<string, string> names, string key, string prefix)
    {
        if (!names.TryGetValue(key, out var name))
            names.Add(key, name = $"{prefix}{names.Count}");
        return name;
    }
}
