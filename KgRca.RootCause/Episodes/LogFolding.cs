using System.Text;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Episodes;

/// <summary>
/// Lets one log line stand for those after it that say the same: of one container, alike but for numbers and ids, and each within five minutes of the last.
/// A failing process writes thousands; they are one fact with a count.
/// </summary>
internal static class LogFolding
{
    /// <summary>A line that was said so often is no accident.</summary>
    public const int Often = 5;

    private const int TemplateLength = 200;

    // What a container says all the time it has said by then.
    private static readonly TimeSpan Acquaintance = TimeSpan.FromSeconds(40);

    /// <summary>The line that stands for this one, if there is one.</summary>
    public static Episode? Find(ResourceState subject, Event line) =>
        subject.LogLines.GetValueOrDefault(Key(line.Container, line.Severity, line.Message)) is { } first &&
        line.EventTime - first.Time <= EngineHorizon.Escalation && first.Onset - line.EventTime <= EngineHorizon.Escalation ? first : null;

    /// <summary>Whether the container has said the like of it within the engine's memory.</summary>
    public static bool HasLike(ResourceState subject, Event line) => subject.LogLines.ContainsKey(Key(line.Container, line.Severity, line.Message));

    /// <summary>Whether a line is one that its container had not said while its lines were read for some time.</summary>
    public static bool IsNew(Episode line) => line is { IsFromLog: true, IsHabitual: false } && IsNew(line.Subject, line.Onset);

    /// <summary>Whether the lines of a container were read for some time before a line.</summary>
    public static bool IsNew(ResourceState subject, DateTimeOffset onset) => subject.LogsSince is { } since && onset - since >= Acquaintance;

    /// <summary>Makes a line stand for those like it.</summary>
    public static void Remember(Episode episode)
    {
        if (episode.Source != WireNames.Of(EventSource.K8sLog)) return;
        var key = Key(episode.Container, episode.Severity, episode.Message);
        // Of two that are too far apart to be one, the later one stands for those to come.
        if (episode.Subject.LogLines.GetValueOrDefault(key) is not { } other || IsBefore(other, episode)) episode.Subject.LogLines[key] = episode;
    }

    /// <summary>Forgets a line.</summary>
    public static void Forget(Episode episode)
    {
        if (episode.Source != WireNames.Of(EventSource.K8sLog)) return;
        var key = Key(episode.Container, episode.Severity, episode.Message);
        if (episode.Subject.LogLines.GetValueOrDefault(key) == episode) episode.Subject.LogLines.Remove(key);
    }

    private static bool IsBefore(Episode left, Episode right) =>
        left.Time != right.Time ? left.Time < right.Time : string.CompareOrdinal(left.EventId, right.EventId) < 0;

    private static string Key(string? container, Severity severity, string message)
    {
        var key = new StringBuilder(TemplateLength + 16).Append(container).Append('\n').Append((int)severity).Append('\n');
        var wordStart = key.Length;
        var hasDigit = false;
        foreach (var character in message.AsSpan(0, Math.Min(message.Length, TemplateLength)))
        {
            if (char.IsLetterOrDigit(character) || character is '-' or '_')
            {
                hasDigit |= char.IsDigit(character);
                key.Append(character);
                continue;
            }
            CloseWord(key, wordStart, hasDigit);
            key.Append(character);
            (wordStart, hasDigit) = (key.Length, false);
        }
        CloseWord(key, wordStart, hasDigit);
        return key.ToString();
    }

    private static void CloseWord(StringBuilder key, int start, bool hasDigit)
    {
        if (!hasDigit) return;
        key.Length = start;
        key.Append('#');
    }
}
