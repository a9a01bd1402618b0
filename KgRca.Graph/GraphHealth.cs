using System.Collections.Concurrent;

namespace KgRca.Graph;

/// <summary>
/// Graphs whose last write failed. A graph leaves when a write succeeds; whoever writes tries again (the graph builder
/// does so until it succeeds), so that nothing else need probe. Safe for use by many threads.
/// </summary>
public sealed class GraphHealth
{
    private readonly ConcurrentDictionary<string, string> _failures = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _damaged = new(StringComparer.Ordinal);

    /// <summary>What is wrong, by database; empty when all is well.</summary>
    public IReadOnlyDictionary<string, string> Failures => _failures;

    /// <summary>Graphs whose files are damaged, by database, with what is wrong. They cost nobody else anything.</summary>
    public IReadOnlyDictionary<string, string> Damaged => _damaged;

    internal void FoundDamaged(string database, string reason) => _damaged[database] = reason;

    internal void Removed(string database)
    {
        _failures.TryRemove(database, out _);
        _damaged.TryRemove(database, out _);
    }

    internal void Failed(string database, string reason) => _failures[database] = reason;

    internal void Wrote(string database) => _failures.TryRemove(database, out _);
}
