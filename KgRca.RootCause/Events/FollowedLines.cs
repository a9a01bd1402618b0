using System.Globalization;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Events;

/// <summary>
/// The kinds of quiet lines that are followed, of all Pods, and when to look at them. The graph keeps them, with their
/// Pods.
/// </summary>
internal sealed class FollowedLines
{
    // Of a whole tenant: some tens of megabytes.
    private const int MaxKinds = 50_000;

    // What was not heard for so long is no more followed.
    private static readonly TimeSpan Forgotten = 2 * EngineHorizon.Window;

    // Also of Pods that are followed no more: those are passed over when their time has come.
    private readonly ExpiryQueue<(PodLines Lines, ResourceState Pod)> _due = new();
    private readonly HashSet<(ResourceState Pod, ulong Kind)> _unwritten = [];
    private readonly HashSet<ResourceState> _unwrittenDue = [];

    /// <summary>How many kinds are followed, over all Pods.</summary>
    public int Count { get; private set; }

    /// <summary>The kind of a line, from now on followed where there is room; null where there is none.</summary>
    public LineHistory? KindOf(ResourceState pod, Event line)
    {
        var lines = pod.Lines ??= new PodLines();
        var key = PodLines.KeyOf(line);
        if (lines.Find(key) is { } known)
            return known;
        if ((Count >= MaxKinds || lines.IsFull) && !LineHistory.IsUncounted(line.Message))
            return null;
        var kind = new LineHistory(key, line.Onset, line.Container, line.Message);
        lines.Add(kind);
        Count++;
        return kind;
    }

    /// <summary>Takes lines of a kind in.</summary>
    /// <returns>Whether they are news.</returns>
    public bool Add(ResourceState pod, LineHistory kind, Event lines, DateTimeOffset watermark)
    {
        if (!kind.Add(lines, watermark))
            return false;
        _unwritten.Add((pod, kind.Key));
        if (pod.Lines is { Due: null } followed)
            SetDue(pod, followed, watermark + LogAbsence.Ripening);
        return true;
    }

    /// <summary>
    /// Takes out the Pods that are to be looked at by a time, in an order that does not depend on that of their lines.
    /// </summary>
    public List<ResourceState>? TakeDue(DateTimeOffset watermark)
    {
        List<ResourceState>? pods = null;
        while (_due.TryDequeue(watermark, out var next))
        {
            if (next.Pod.Lines != next.Lines)
                continue;
            next.Lines.Due = null;
            if (next.Lines.FindBefore(watermark - Forgotten) is { } old)
                Forget(next.Pod, next.Lines, old);
            _unwrittenDue.Add(next.Pod);
            (pods ??= []).Add(next.Pod);
        }
        if (pods is null)
            return null;
        foreach (var pod in pods)
            if (pod.Lines is { } lines && lines.HasSeenSince(watermark - LogAbsence.Ripening))
                SetDue(pod, lines, watermark + LogAbsence.Ripening);
        pods.Sort((left, right) => string.CompareOrdinal(left.NodeKey.Key, right.NodeKey.Key));
        return pods;
    }

    /// <summary>Follows a Pod's lines no more: it is gone, or another has its name.</summary>
    public void Forget(ResourceState pod)
    {
        if (pod.Lines is not { } lines)
            return;
        foreach (var kind in lines.Kinds.ToList())
            Forget(pod, lines, kind);
        pod.Lines = null;
        _unwrittenDue.Add(pod);
    }

    /// <summary>Takes in what a Pod's node of the graph has kept.</summary>
    public void Restore(ResourceState pod, Node node)
    {
        foreach (var (name, value) in node.Properties)
        {
            if (
                !name.StartsWith(MemoryNode.Names.LinePrefix, StringComparison.Ordinal)
                || value.AsString is not { } text
            )
                continue;
            (pod.Lines ??= new PodLines()).Add(
                LineHistory.Parse(
                    ulong.Parse(
                        name.AsSpan(MemoryNode.Names.LinePrefix.Length),
                        NumberStyles.HexNumber,
                        CultureInfo.InvariantCulture
                    ),
                    text
                )
            );
            Count++;
        }
        if (pod.Lines is { } lines && node[MemoryNode.Names.LinesDue].AsInteger is { } due)
            SetDue(pod, lines, DateTimeOffset.FromUnixTimeMilliseconds(due));
    }

    /// <summary>Adds what of this has changed since it was last written.</summary>
    public void Write(ICollection<GraphChange> changes)
    {
        foreach (
            var (pod, key) in _unwritten
                .OrderBy(item => item.Pod.NodeKey.Key, StringComparer.Ordinal)
                .ThenBy(item => item.Kind)
        )
            changes.Add(
                new UpsertNode(
                    MemoryNode.KeyOf(pod.NodeKey),
                    [
                        new(
                            string.Create(CultureInfo.InvariantCulture, $"{MemoryNode.Names.LinePrefix}{key:x16}"),
                            pod.Lines?.Find(key)?.ToString()
                        ),
                    ]
                )
            );
        foreach (var pod in _unwrittenDue.OrderBy(pod => pod.NodeKey.Key, StringComparer.Ordinal))
            changes.Add(
                new UpsertNode(MemoryNode.KeyOf(pod.NodeKey), [new(MemoryNode.Names.LinesDue, pod.Lines?.Due)])
            );
        _unwritten.Clear();
        _unwrittenDue.Clear();
    }

    private void Forget(ResourceState pod, PodLines lines, LineHistory kind)
    {
        lines.Remove(kind.Key);
        Count--;
        _unwritten.Add((pod, kind.Key));
    }

    private void SetDue(ResourceState pod, PodLines lines, DateTimeOffset due)
    {
        lines.Due = due;
        _due.Enqueue((lines, pod), due);
        _unwrittenDue.Add(pod);
    }
}
