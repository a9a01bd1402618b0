namespace KgRca.Graph.Storage;

/// <summary>
/// Numbers for the names of labels, relationship types and properties. They are few, and stored once a graph.
/// </summary>
internal sealed class NameTable
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    public int Count => _names.Count;

    /// <summary>The name of a number.</summary>
    /// <exception cref="GraphUnavailableException">No name has the number: the file is damaged.</exception>
    public string this[int id] =>
        id >= 0 && id < _names.Count
            ? _names[id]
            : throw new GraphUnavailableException($"The graph's file is damaged: no name has number {id}.");

    public int Find(string name) => _ids.GetValueOrDefault(name, -1);

    /// <summary>The number of a name, a new one where it has none.</summary>
    public int GetOrAdd(string name)
    {
        if (_ids.TryGetValue(name, out var id))
            return id;
        id = _names.Count;
        _names.Add(string.Intern(name));
        _ids.Add(name, id);
        return id;
    }

    /// <summary>Forgets the names from a number on, when what needed them was not stored.</summary>
    public void Truncate(int count)
    {
        for (var id = _names.Count - 1; id >= count; id--)
        {
            _ids.Remove(_names[id]);
            _names.RemoveAt(id);
        }
    }
}
