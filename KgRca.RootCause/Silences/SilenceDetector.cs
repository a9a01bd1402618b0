using System.Globalization;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using KgRca.RootCause.Detectors;
using KgRca.RootCause.Episodes;
using KgRca.RootCause.Incidents;
using KgRca.RootCause.Output;
using KgRca.RootCause.Taxonomy;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Silences;

/// <summary>
/// Follows the quiet lines of containers, and finds those that stop while their container goes on with others: a service that fails before it comes to a line says nothing of it.
/// The graph keeps what is followed, with the Pod.
/// </summary>
internal sealed class SilenceDetector(GraphWriter writer, EpisodeRecorder recorder, IncidentTracker incidents, ClusterTopology topology)
{
    // Of a whole tenant: some tens of megabytes.
    private const int MaxKinds = 50_000;

    // Silent by chance in so many cases, where nothing else is known, and where the workload reports errors as well.
    private const double Rare = 0.01;
    private const double RareWithErrors = 0.05;

    // What was not heard for so long is no more followed.
    private static readonly TimeSpan Forgotten = 2 * EngineHorizon.Window;

    // What a container says while it starts it says once.
    private static readonly TimeSpan Starting = TimeSpan.FromMinutes(3);

    private const string Reason = "LogLineStopped";
    private const string LineProperty = "line_";

    private readonly SortedSet<(DateTimeOffset Due, string Key, ResourceState Pod)> _due = new(
        Comparer<(DateTimeOffset Due, string Key, ResourceState)>.Create((left, right) => left.Due != right.Due ? left.Due.CompareTo(right.Due) : string.CompareOrdinal(left.Key, right.Key)));

    private readonly SortedDictionary<string, (ResourceState Pod, SortedSet<ulong> Kinds)> _unwritten = new(StringComparer.Ordinal);
    private int _kinds;

    /// <summary>Takes in a line of a Pod that exists.</summary>
    /// <returns>Whether it is followed, and news.</returns>
    public bool Note(ResourceState pod, Event line, DateTimeOffset watermark)
    {
        if (line.EventTime < watermark - EngineHorizon.Window) return false;
        var lines = pod.Lines ??= new PodLines();
        var key = PodLines.KeyOf(line);
        var kind = lines.Find(key);
        if (kind is null)
        {
            if ((_kinds >= MaxKinds || lines.IsFull) && !IsUncounted(line.Message)) return false;
            lines.Add(kind = new LineHistory(key, line.Onset, line.Container, line.Message));
            _kinds++;
        }
        else if (line.EventTime > kind.Last) End(pod, kind, line.Onset);
        if (!kind.Add(line, watermark)) return false;
        MarkUnwritten(pod, key);
        if (lines.Due is null) SetDue(pod, lines, watermark + Silence.Ripening);
        return true;
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

    /// <summary>Looks for silences where that is due.</summary>
    public void Judge(DateTimeOffset watermark)
    {
        while (_due.Count > 0 && _due.Min is var (due, _, pod) && due <= watermark)
        {
            _due.Remove(_due.Min);
            if (pod.Lines is not { } lines) continue;
            lines.Due = null;
            if (lines.FindBefore(watermark - Forgotten) is { } old) Forget(pod, lines, old);
            if (lines.Kinds.Count > 1) Judge(pod, lines, watermark);
            if (lines.Kinds.Any(kind => watermark - kind.Seen < Silence.Ripening)) SetDue(pod, lines, watermark + Silence.Ripening);
            MarkUnwritten(pod, null);
        }
    }

    /// <summary>Follows a Pod's lines no more: it is gone, or another has its name.</summary>
    public void Forget(ResourceState pod)
    {
        if (pod.Lines is not { } lines) return;
        foreach (var kind in lines.Kinds.ToList()) Forget(pod, lines, kind);
        if (lines.Due is { } due) _due.Remove((due, pod.NodeKey.Key, pod));
        lines.Due = null;
        MarkUnwritten(pod, null);
        pod.Lines = null;
    }

    /// <summary>Finds the most striking silence of each container that has none yet.</summary>
    private void Judge(ResourceState pod, PodLines lines, DateTimeOffset watermark)
    {
        if (pod.Object is not { } item || item.At("metadata").Time("deletionTimestamp") is not null) return;
        foreach (var kinds in lines.Kinds.GroupBy(kind => kind.Container).Select(container => container.ToList()))
        {
            if (kinds.Count == 1 || HasSilence(pod, kinds[0].Container)) continue;
            var started = ContainerStates.StartOf(item, kinds[0].Container) ?? pod.CreatedAt;
            var best = kinds.Where(kind => !(kind.Last - started < Starting) && !MayBeUncounted(kind, kinds)).Select(kind => Silence.Of(kind, kinds, watermark))
                .OfType<Silence>().MinBy(silence => (silence.Probability, silence.Line.Key));
            if (best is not null && (best.Probability <= Rare || best.Probability <= RareWithErrors && Failures.Since(topology.WorkloadOf(pod), best.Line.Last - EngineHorizon.Window, topology))) Begin(pod, best);
        }
    }

    private static bool HasSilence(ResourceState pod, string? container)
    {
        for (var i = 0; i < pod.Candidates.Count; i++)
            if (pod.Candidates[i] is { Assessment.Cause: Causes.LogLineStopped, ResolvedAt: null } silence && silence.Container == container) return true;
        return false;
    }

    /// <summary>Whether the container has said more kinds of lines since than its agent counts, of which this may be one.</summary>
    private static bool MayBeUncounted(LineHistory kind, List<LineHistory> kinds) =>
        kinds.Exists(other => other.Last > kind.Last && IsUncounted(other.Sample));

    private static bool IsUncounted(string message) => message.Contains(LogTexts.Uncounted, StringComparison.Ordinal);

    private void Begin(ResourceState pod, Silence silence)
    {
        var kind = silence.Line;
        var episode = new Episode(IdOf(pod, kind), pod)
        {
            Time = silence.Until, Onset = kind.Last, Severity = Severity.Error, Source = EpisodeSources.Finding, Reason = Reason, Container = kind.Container,
            Message = string.Create(CultureInfo.InvariantCulture,
                $"The container has not written a line like \"{kind.Sample}\" for {(silence.Until - kind.Last).TotalSeconds:0} s, in which {silence.Expected:0} were to be expected: it went on with lines like \"{silence.Other.Sample}\"."),
            Assessment = CauseAssessment.Origin(Causes.LogLineStopped),
        };
        writer.WriteEpisode(episode, new Property("evidence", new[]
        {
            new Evidence(pod.NodeKey.Key, "log line", kind.Sample).ToString(), new Evidence(pod.NodeKey.Key, "lines before", kind.Count.ToString(CultureInfo.InvariantCulture)).ToString(),
            new Evidence(pod.NodeKey.Key, "lines expected since", silence.Expected.ToString("0", CultureInfo.InvariantCulture)).ToString(),
            new Evidence(pod.NodeKey.Key, "probability", silence.Probability.ToString("0.#####", CultureInfo.InvariantCulture)).ToString(),
        }));
        recorder.Add(episode);
    }

    /// <summary>The kind was heard again.</summary>
    private void End(ResourceState pod, LineHistory kind, DateTimeOffset heard)
    {
        if (pod.Candidates.Count == 0 || pod.Candidates.Find(IdOf(pod, kind)) is not { ResolvedAt: null } silence) return;
        silence.ResolvedAt = heard;
        writer.WriteProperties(silence.NodeKey, new Property("resolved_at", heard));
        incidents.CandidateChanged(silence);
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

    private static string IdOf(ResourceState pod, LineHistory kind) => StableHash.Id(
        "sil", pod.NodeKey.Key, pod.Uid ?? "", kind.Key.ToString("x16", CultureInfo.InvariantCulture), kind.Last.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
}
