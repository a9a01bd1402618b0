using System.Globalization;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Containers;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>
/// Follows the quiet lines of containers, and finds those that stop while their container goes on with others: a
/// service that fails before it comes to a line says nothing of it.
/// </summary>
internal sealed class LogAbsenceDetector(FollowedLines lines, EpisodeRecorder recorder, ClusterTopology topology)
{
    // Silent by chance in so many cases, where nothing else is known, and where the workload reports errors as well.
    private const double Rare = 0.01;
    private const double RareWithErrors = 0.05;

    // The more kinds are looked at, the more of them are silent by chance: of all that are followed, so many at most at
    // one look (Bonferroni's bound, over the tenant).
    private const double RareAmongAll = 0.3;
    private const double RareAmongAllWithErrors = 4;

    // What a container says while it starts it says once.
    private static readonly TimeSpan Starting = TimeSpan.FromMinutes(3);

    private const string Reason = "LogLineStopped";

    /// <summary>A kind of lines has stopped; with the evidence.</summary>
    public event Action<Episode, IReadOnlyList<Evidence>>? Began;

    /// <summary>A kind of lines that had stopped is written again.</summary>
    public event Action<Episode>? Ended;

    /// <summary>Takes in a line of a Pod that exists.</summary>
    /// <returns>Whether it is followed, and news.</returns>
    public bool Note(ResourceState pod, Event line, DateTimeOffset watermark)
    {
        if (line.EventTime < watermark - EngineHorizon.Window)
            return false;
        if (lines.KindOf(pod, line) is not { } kind)
            return false;
        if (kind.Spans.Count > 0 && line.EventTime > kind.Last)
            End(pod, kind, line.Onset);
        return lines.Add(pod, kind, line, watermark);
    }

    /// <summary>Looks for silences where that is due.</summary>
    public void Judge(DateTimeOffset watermark)
    {
        foreach (var pod in lines.TakeDue(watermark) ?? [])
            if (pod.Lines is { Kinds.Count: > 1 } own)
                Judge(pod, own, watermark);
    }

    /// <summary>Finds the most striking silence of each container that has none yet.</summary>
    private void Judge(ResourceState pod, PodLines own, DateTimeOffset watermark)
    {
        if (pod.Object is not { } item || item.At("metadata").Time("deletionTimestamp") is not null)
            return;
        foreach (var kinds in own.Kinds.GroupBy(kind => kind.Container).Select(container => container.ToList()))
        {
            if (kinds.Count == 1 || HasAbsence(pod, kinds[0].Container))
                continue;
            var started = ContainerStates.StartOf(item, kinds[0].Container) ?? pod.CreatedAt;
            var best = kinds
                .Where(kind =>
                    !(kind.Last - started < Starting) && !MayBeUncounted(kind, kinds) && !HasMoved(pod, kind)
                )
                .Select(kind => LogAbsence.Of(kind, kinds, watermark))
                .OfType<LogAbsence>()
                .MinBy(silence => (silence.Probability, silence.Line.Key));
            if (best is not null && IsStriking(pod, best))
                Begin(pod, best);
        }
    }

    private bool IsStriking(ResourceState pod, LogAbsence silence) =>
        silence.Probability <= Math.Min(Rare, RareAmongAll / lines.Count)
        || silence.Probability <= Math.Min(RareWithErrors, RareAmongAllWithErrors / lines.Count)
            && Failures.Since(topology.WorkloadOf(pod), silence.Line.Last - EngineHorizon.Window, topology);

    private static bool HasAbsence(ResourceState pod, string? container) =>
        pod.Candidates.Exists(candidate =>
            candidate is { Assessment.Cause: Causes.LogLineStopped, ResolvedAt: null }
            && candidate.Container == container
        );

    /// <summary>
    /// Whether the container has said more kinds of lines since than its agent counts, of which this may be one.
    /// </summary>
    private static bool MayBeUncounted(LineHistory kind, List<LineHistory> kinds) =>
        kinds.Exists(other => other.Last > kind.Last && LineHistory.IsUncounted(other.Sample));

    /// <summary>
    /// Whether another Pod of the workload has taken the work over, as when a leader is elected or a rollout goes on.
    /// </summary>
    private bool HasMoved(ResourceState pod, LineHistory kind) =>
        CallGraph
            .PodsOf(topology.WorkloadOf(pod))
            .Any(other =>
                other != pod && other.Lines?.Find(kind.Key) is { } same && same.Since > kind.Last - LogAbsence.Ripening
            );

    private void Begin(ResourceState pod, LogAbsence silence)
    {
        var kind = silence.Line;
        var episode = new Episode(IdOf(pod, kind), pod)
        {
            Time = silence.Until,
            Onset = kind.Last,
            Severity = Severity.Error,
            Source = EpisodeSources.Finding,
            Reason = Reason,
            Container = kind.Container,
            Message = string.Create(
                CultureInfo.InvariantCulture,
                $"The container has not logged a line like \"{kind.Sample}\" for "
                    + $"{(silence.Until - kind.Last).TotalSeconds:0} s, while {silence.Expected:0} were "
                    + $"expected; it still logs lines like \"{silence.Other.Sample}\"."
            ),
            Assessment = CauseAssessment.Origin(Causes.LogLineStopped),
        };
        Began?.Invoke(
            episode,
            [
                new Evidence(pod.NodeKey.Key, "log line", kind.Sample),
                new Evidence(pod.NodeKey.Key, "lines before", kind.Count.ToString(CultureInfo.InvariantCulture)),
                new Evidence(
                    pod.NodeKey.Key,
                    "lines expected since",
                    silence.Expected.ToString("0", CultureInfo.InvariantCulture)
                ),
                new Evidence(
                    pod.NodeKey.Key,
                    "probability",
                    silence.Probability.ToString("0.#####", CultureInfo.InvariantCulture)
                ),
            ]
        );
        recorder.Add(episode);
    }

    /// <summary>The kind was heard again.</summary>
    private void End(ResourceState pod, LineHistory kind, DateTimeOffset heard)
    {
        if (
            !HasAbsence(pod, kind.Container) || pod.Candidates.Find(IdOf(pod, kind)) is not { ResolvedAt: null } silence
        )
            return;
        silence.ResolvedAt = heard;
        Ended?.Invoke(silence);
        recorder.Change(silence);
    }

    private static string IdOf(ResourceState pod, LineHistory kind) =>
        StableHash.Id(
            "sil",
            pod.NodeKey.Key,
            pod.Uid ?? "",
            kind.Key.ToString("x16", CultureInfo.InvariantCulture),
            kind.Last.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)
        );
}
