using System.Globalization;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Silences;

/// <summary>The kinds of quiet lines that are followed, of all Pods, and when to look at them. The graph keeps them, with their Pods.</summary>
internal sealed class FollowedLines
{
    // Of a whole tenant: some tens of megabytes.
    private const int MaxKinds = 50_000;

    private const string LineProperty = "line_";

    // What was not heard for so long is no more followed.
    private static readonly TimeSpan Forgotten = 2 * EngineHorizon.Window;

    private readonly SortedSet<(DateTimeOffset Due, string Key, ResourceState Pod)> _due = new(
        Comparer<(DateTimeOffset Due, string Key, ResourceState)>.Create((left, right) => left.Due != right.Due ? left.Due.CompareTo(right.Due) : string.CompareOrdinal(left.Key, right.Key)));

    private readonly SortedDictionary<string, (ResourceState Pod, SortedSet<ulong> Kinds)> _unwritten = new(StringComparer.Ordinal);
    private int _kinds;

    /// <summary>The kind of a line, from now on followed where there is room; null where there is none.</summary>
    public LineHistory? KindOf(ResourceState pod, Event line)
    {
        var lines = pod.Lines ??= new PodLines();
        var key = PodLines.KeyOf(line);
        if (lines.Find(key) is { } known) return known;
        if ((_kinds >= MaxKinds || lines.IsFull) && !LineHistory.IsUncounted(line.Message)) return null;
        var kind = new LineHistory(key, line.Onset, line.Container, line.Message);
        lines.Add(kind);
        _kinds++;
        return kind;
    }

    /// <summary>Takes lines of a kind in.</summary>
    /// <returns>Whether they are news.</returns>
    public bool Add(ResourceState pod, LineHistory kind, Event lines, DateTimeOffset watermark)
    {
        if (!kind.Add(lines, watermark)) return false;
        MarkUnwritten(pod, kind.Key);
        if (pod.Lines is { Due: null } followed) SetDue(pod, followed, watermark + Silence.Ripening);
        return true;
    }

    /// <summary>Takes out the next Pod that is to be looked at by a time; null where there is none.</summary>
    public ResourceState? TakeDue(DateTimeOffset watermark)
    {
        if (_due.Count == 0 || _due.Min is var (due, _, pod) && due > watermark) return null;
        _due.Remove(_due.Min);
        var lines = pod.Lines!;
        lines.Due = null;
        MarkUnwritten(pod, null);
        if (lines.FindBefore(watermark - Forgotten) is { } old) Forget(pod, lines, old);
        if (lines.Kinds.Any(kind => watermark - kind.Seen < Silence.Ripening)) SetDue(pod, lines, watermark + Silence.Ripening);
        return pod;
    }

    /// <summary>Follows a Pod's lines no more: it is gone, or another has its name.</summary>
    public void Forget(ResourceState pod)
    {
        if (pod.Lines is not { } lines) return;
        foreach (var kind in lines.Kinds.ToList()) Forget(pod, lines, kind);
        if (lines.Due is { } due) _due.Remove((due, pod.NodeKey.Key, pod));
        pod.Lines = null;
        MarkUnwritten(pod, null);
    }

    /// <summary>Takes in what a Pod's node of the graph has kept.</summary>
    public void Restore(ResourceState pod, Node node)
    {
        foreach (var (name, value) in node.Properties)
        {
            if (!name.StartsWith(LineProperty, StringComparison.Ordinal) || value.AsString is not { } text) continue;
            (pod.Lines ??= new PodLines()).Add(LineHistory.Parse(ulong.Parse(name.AsSpan(LineProperty.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture), text));
            _kinds++;
        }
        if (pod.Lines is { } lines && node["lines_due"].AsInteger is { } due) SetDue(pod, lines, DateTimeOffset.FromUnixTimeMilliseconds(due));
    }

    /// <summary>Adds what of this has changed since it was last written.</summary>
    public void Write(ICollection<GraphChange> changes)
    {
        foreach (var (pod, kinds) in _unwritten.Values)
        {
            var properties = new List<Property>(kinds.Count + 1) { new("lines_due", pod.Lines?.Due is { } due ? due : default(PropertyValue)) };
            foreach (var key in kinds)
                properties.Add(new(string.Create(CultureInfo.InvariantCulture, $"{LineProperty}{key:x16}"), pod.Lines?.Find(key)?.ToString()));
            changes.Add(new UpsertNode(pod.NodeKey, properties));
        }
        _unwritten.Clear();
    }

    private void Forget(ResourceState pod, PodLines lines, LineHistory kind)
    {
        lines.Remove(kind.Key);
        _kinds--;
        MarkUnwritten(pod, kind.Key);
    }

    private void SetDue(ResourceState pod, PodLines lines, DateTimeOffset due)
    {
        lines.Due = due;
        _due.Add((due, pod.NodeKey.Key, pod));
    }

    private void MarkUnwritten(ResourceState pod, ulong? key)
    {
        if (!_unwritten.TryGetValue(pod.NodeKey.Key, out var known)) _unwritten.Add(pod.NodeKey.Key, known = (pod, []));
        if (key is { } kind) known.Kinds.Add(kind);
    }
}
