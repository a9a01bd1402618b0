using System.Globalization;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Events;

/// <summary>
/// Lets one log line stand for those after it that say the same: of one container, alike but for numbers and ids, and
/// each within five minutes of the last. A failing process writes thousands; they are one fact with a count.
/// </summary>
internal static class LogFolding
{
    /// <summary>A line that was said so often is no accident.</summary>
    public const int Often = 5;

    private const int TemplateLength = 200;

    // Numbers differ in length: of lines that are cut at one place as they are, what is left need not be the same.
    private const int LongestRead = 300;

    // What a container says all the time it has said by then.
    private static readonly TimeSpan BaselinePeriod = TimeSpan.FromSeconds(40);

    /// <summary>The line that stands for this one, if there is one.</summary>
    public static Episode? Find(ResourceState subject, Event line) =>
        subject.LogLines.GetValueOrDefault(Key(line.Container, line.Severity, line.Message)) is { } first
        && line.EventTime - first.Time <= EngineHorizon.Escalation
        && first.Onset - line.EventTime <= EngineHorizon.Escalation
            ? first
            : null;

    /// <summary>Whether the container has said the like of it within the engine's memory.</summary>
    public static bool HasLike(ResourceState subject, Event line) =>
        subject.LogLines.ContainsKey(Key(line.Container, line.Severity, line.Message));

    /// <summary>
    /// Whether a line is one that its container had not said while its lines were read for some time.
    /// </summary>
    public static bool IsNew(Episode line) =>
        line is { IsFromLog: true, IsBaseline: false }
        && (
            Known(line.Subject, line.Onset) >= BaselinePeriod
            || IsUnlike(line.Subject, line.Count, line.Onset, line.Time)
        );

    /// <summary>
    /// Whether a line that came just now is one that its container had not said while its lines were read for some
    /// time.
    /// </summary>
    public static bool IsNew(ResourceState subject, Event line) =>
        Known(subject, line.Onset) >= BaselinePeriod || IsUnlike(subject, line.Count, line.Onset, line.EventTime);

    /// <summary>
    /// Whether a line comes so often that its container, had this been its way, would have said it several times
    /// before.
    /// </summary>
    public static bool IsUnlike(Episode line) =>
        line is { IsFromLog: true, IsBaseline: false } && IsUnlike(line.Subject, line.Count, line.Onset, line.Time);

    private static bool IsUnlike(ResourceState subject, int count, DateTimeOffset onset, DateTimeOffset last) =>
        count >= Often && count * (Known(subject, onset) / Max(last - onset, TimeSpan.FromSeconds(1))) >= Often;

    /// <summary>For how long the lines of a container have been read before a time.</summary>
    private static TimeSpan Known(ResourceState subject, DateTimeOffset onset) =>
        subject.LogsSince is { } since && since < onset ? onset - since : TimeSpan.Zero;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    /// <summary>Makes a line stand for those like it.</summary>
    public static void Remember(Episode episode)
    {
        if (episode.Source != WireNames.Of(EventSource.K8sLog))
            return;
        var key = Key(episode.Container, episode.Severity, episode.Message);
        // Of two that are too far apart to be one, the later one stands for those to come.
        if (episode.Subject.LogLines.GetValueOrDefault(key) is not { } other || IsBefore(other, episode))
            episode.Subject.LogLines[key] = episode;
    }

    /// <summary>Forgets a line.</summary>
    public static void Forget(Episode episode)
    {
        if (episode.Source != WireNames.Of(EventSource.K8sLog))
            return;
        var key = Key(episode.Container, episode.Severity, episode.Message);
        if (episode.Subject.LogLines.GetValueOrDefault(key) == episode)
            episode.Subject.LogLines.Remove(key);
    }

    private static bool IsBefore(Episode left, Episode right) =>
        left.Time != right.Time ? left.Time < right.Time : string.CompareOrdinal(left.EventId, right.EventId) < 0;

    private static string Key(string? container, Severity severity, string message)
    {
        Span<char> text = stackalloc char[LongestRead];
        var masked = LogText.Mask(message.AsSpan(0, Math.Min(message.Length, LongestRead)), text);
        var length = Math.Min(masked, TemplateLength);
        return string.Create(CultureInfo.InvariantCulture, $"{container}\n{(int)severity}\n{text[..length]}");
    }
}
