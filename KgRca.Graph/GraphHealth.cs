using System.Collections.Concurrent;

namespace KgRca.Graph;

/// <summary>
/// Graphs whose last write failed. A graph leaves when a write succeeds; whoever writes tries again (the graph builder
/// does so until it succeeds), so that nothing else need probe. Safe for use by many threads.
/// </summary>
public sealed class GraphHealth
{
    private readonly ConcurrentDictionary<string, string> _failures = new(StringComparer.Ordinal);

    /// <summary>What is wrong, by database; empty when all is well.</summary>
    public IReadOnlyDictionary<string, string> Failures => _failures;

    internal void Failed(string database, string reason) => _failures[database] = reason;

    internal void Wrote(string database) => _failures.TryRemove(database, out _);
}
