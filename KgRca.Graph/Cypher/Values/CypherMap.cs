using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace KgRca.Graph.Cypher.Values;

/// <summary>Values by key, in the order in which the keys were given. It never changes.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "Cypher calls it a map.")]
public sealed class CypherMap : IReadOnlyDictionary<string, object?>
{
    private readonly OrderedDictionary<string, object?> _entries;

    /// <summary>A map of the entries given; the last one counts where a key comes twice.</summary>
    public CypherMap(IEnumerable<KeyValuePair<string, object?>> entries)
    {
        _entries = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in entries)
            _entries[key] = value;
    }

    /// <summary>The map without entries.</summary>
    public static CypherMap Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _entries.Keys;

    /// <inheritdoc/>
    public IEnumerable<object?> Values => _entries.Values;

    /// <inheritdoc/>
    public object? this[string key] => _entries[key];

    /// <summary>The value of a key; null if the map has no such key.</summary>
    public object? Get(string key) => _entries.GetValueOrDefault(key);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _entries.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value) =>
        _entries.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The map as Cypher writes it.</summary>
    public override string ToString() => CypherText.Format(this);
}
