using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace KgRca.Benchmarks.Footprint;

/// <summary>The objects of a kind in an API server, and what has changed of late. Thread-safe.</summary>
internal sealed partial class ObjectStore
{
    private const int HistoryLength = 1_000;

    private readonly Lock _lock = new();
    private readonly SortedList<string, byte[]> _objects = new(StringComparer.Ordinal);
    private readonly Queue<(long Version, byte[] Line)> _history = new();
    private readonly List<Channel<byte[]>> _watches = [];

    /// <summary>Keeps an object's new state, and tells those who watch.</summary>
    public void Put(string name, byte[] json, long version)
    {
        lock (_lock)
        {
            var isNew = !_objects.ContainsKey(name);
            _objects[name] = json;
            Tell(isNew ? "ADDED" : "MODIFIED", json, version);
        }
    }

    /// <summary>Removes an object, and tells those who watch, with the version of its end.</summary>
    public void Remove(string name, long version)
    {
        lock (_lock)
            if (_objects.Remove(name, out var json))
                Tell(
                    "DELETED",
                    Encoding.UTF8.GetBytes(
                        Version().Replace(Encoding.UTF8.GetString(json), $"\"resourceVersion\":\"{version}\"", 1)
                    ),
                    version
                );
    }

    /// <summary>Some objects in the order of their names.</summary>
    /// <param name="after">The name before the first; empty for the beginning.</param>
    /// <param name="limit">How many at most.</param>
    /// <returns>The objects, and the name of the last where more follow.</returns>
    public (List<byte[]> Objects, string? Next) Page(string after, int limit)
    {
        lock (_lock)
        {
            var page = _objects.SkipWhile(entry => string.CompareOrdinal(entry.Key, after) <= 0).Take(limit).ToList();
            var hasMore = page.Count > 0 && page[^1].Key != _objects.GetKeyAtIndex(_objects.Count - 1);
            return (page.ConvertAll(entry => entry.Value), hasMore ? page[^1].Key : null);
        }
    }

    /// <summary>The changes after a version; null where they are forgotten.</summary>
    public Channel<byte[]>? Watch(long version)
    {
        lock (_lock)
        {
            if (_history.Count == HistoryLength && _history.Peek().Version > version + 1)
                return null;
            var watch = Channel.CreateUnbounded<byte[]>();
            foreach (var (at, line) in _history)
                if (at > version)
                    watch.Writer.TryWrite(line);
            _watches.Add(watch);
            return watch;
        }
    }

    /// <summary>Ends a watch.</summary>
    public void Leave(Channel<byte[]> watch)
    {
        lock (_lock)
            _watches.Remove(watch);
    }

    [GeneratedRegex("\"resourceVersion\":\"[0-9]+\"")]
    private static partial Regex Version();

    private void Tell(string type, byte[] json, long version)
    {
        byte[] line = [.. Encoding.UTF8.GetBytes($"{{\"type\":\"{type}\",\"object\":"), .. json, .. "}\n"u8];
        if (_history.Count == HistoryLength)
            _history.Dequeue();
        _history.Enqueue((version, line));
        foreach (var watch in _watches)
            watch.Writer.TryWrite(line);
    }
}
