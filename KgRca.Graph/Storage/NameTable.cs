using System.Collections.Concurrent;

namespace KgRca.Graph.Storage;

/// <summary>
/// Numbers for the names of labels, relationship types and properties. They are few, and stored once a graph. One
/// thread adds; any number look up beside it.
/// </summary>
internal sealed class NameTable
{
    private readonly ConcurrentDictionary<string, int> _ids = new(StringComparer.Ordinal);
    private string[] _names = new string[32];

    public int Count { get; private set; }

    /// <summary>The name of a number.</summary>
    /// <exception cref="GraphUnavailableException">No name has the number: the file is damaged.</exception>
    public string this[int id] =>
        id >= 0 && id < Count
            ? Volatile.Read(ref _names)[id]
            : throw new GraphUnavailableException($"The graph's file is damaged: no name has number {id}.");

    public int Find(string name) => _ids.GetValueOrDefault(name, -1);

    /// <summary>The number of a name, a new one where it has none.</summary>
    public int GetOrAdd(string name)
    {
        if (_ids.TryGetValue(name, out var id))
            return id;
        id = Count;
        if (id == _names.Length)
            Volatile.Write(ref _names, [.. _names, .. new string[id]]);
        _names[id] = string.Intern(name);
        Count++;
        _ids[name] = id;
        return id;
    }

    /// <summary>Forgets the names from a number on, when what needed them was not stored.</summary>
    public void Truncate(int count)
    {
        while (Count > count)
            _ids.TryRemove(_names[--Count], out _);
    }
}
