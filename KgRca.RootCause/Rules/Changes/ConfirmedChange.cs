using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Changes;

/// <summary>
/// Changes that what fails next speaks of: a ConfigMap whose reader cannot parse it at its next start, or whose subPath
/// mount cannot be made again; a release whose program does not take the data that it finds.
/// </summary>
internal static class ConfirmedChange
{
    private static readonly string[] Unparsable =
    [
        "error during parsing",
        "parse error",
        "parsing error",
        "failed to parse",
        "could not parse",
        "cannot parse",
        "can't parse",
        "error parsing",
        "unable to parse",
        "syntax error",
        "unexpected token",
        "unexpected end of",
        "unmarshal",
        "unknown property",
        "unknown directive",
        "unknown field",
        "unknown option",
        "unknown key",
        "unrecognized",
        "invalid configuration",
        "invalid config",
        "configuration error",
        "config error",
        "error loading config",
        "failed to load config",
        "could not load config",
        "error reading config",
        "mapping values are not allowed",
        "did not find expected",
        "malformed",
        "yaml:",
        "toml:",
        "json:",
        "configuration file",
        "config file",
    ];

    private static readonly string[] WrongData =
    [
        "files are incompatible",
        "data directory was initialized by",
        "not compatible with this version",
        "incompatible with this version",
        "incompatible version",
        "incompatible data",
        "incompatible format",
        "unsupported data",
        "unsupported version",
        "unsupported format",
        "unsupported upgrade",
        "upgrade is not supported",
        "cannot upgrade",
        "can't upgrade",
        "invalid mysql server upgrade",
        "downgrade",
        "newer version",
        "newer than",
        "too old",
        "too new",
        "older version",
        "featureCompatibilityVersion",
        "Can't handle RDB format",
        "schema version",
        "data version",
        "storage version",
        "on-disk format",
        "data dictionary",
        "Invalid metadata.version",
        "IncompatibleVersion",
        "pg_upgrade",
        "needs to be upgraded",
        "must be upgraded",
        "requires migration",
        "checksum mismatch",
        "failed validation",
        "but is now:",
    ];

    /// <summary>The failure that speaks of a change; null where none does.</summary>
    /// <param name="change">The change.</param>
    public static Episode? By(Episode change) =>
        change.Assessment.Role != CauseRole.Change
            ? null
            : change.Assessment.Cause switch
            {
                Causes.ConfigurationChanged => Readers(change.Subject)
                    .Select(pod => First(pod, change, failure => SpeaksOf(failure, change)))
                    .FirstOrDefault(failure => failure is not null),
                Causes.Rollout when change.Message.Contains("image from ", StringComparison.Ordinal) => CallGraph
                    .PodsOf(change.Subject)
                    // A migration that its probe broke off leaves data that no release takes.
                    .Where(pod => !pod.ActiveFindings.Exists(found => found.Assessment.Cause == Causes.LivenessTiming))
                    .Select(pod => First(pod, change, IsOfData))
                    .FirstOrDefault(failure => failure is not null),
                _ => null,
            };

    /// <summary>The change that a failure speaks of; null where there is none.</summary>
    public static Episode? Before(Episode failure, ClusterTopology topology)
    {
        if (failure.Subject.Kind != "Pod" || !IsWhatIsSeenOf(failure))
            return null;
        foreach (var changed in Changeable(failure.Subject, topology))
            for (var i = changed.Candidates.Count - 1; i >= 0; i--)
                if (changed.Candidates[i].Onset <= failure.Onset && By(changed.Candidates[i]) is not null)
                    return changed.Candidates[i];
        return null;
    }

    // What a detector has found out about a Pod is more than that it failed.
    private static bool IsWhatIsSeenOf(Episode failure) =>
        failure.IsFromLog
        || failure.Assessment.Role == CauseRole.Symptom
        || failure.Assessment.Cause is Causes.VolumeMount or Causes.ApplicationError or Causes.ContainerCrash;

    private static IEnumerable<ResourceState> Changeable(ResourceState pod, ClusterTopology topology)
    {
        yield return topology.WorkloadOf(pod);
        foreach (var edge in pod.Outgoing)
            if (edge.Type == EdgeType.Mounts && edge.To.Kind is "ConfigMap" or "Secret")
                yield return edge.To;
    }

    private static IEnumerable<ResourceState> Readers(ResourceState configuration)
    {
        foreach (var edge in configuration.Incoming)
            if (edge.Type == EdgeType.Mounts && edge.From.Kind == "Pod")
                yield return edge.From;
    }

    private static Episode? First(ResourceState pod, Episode change, Func<Episode, bool> isSought)
    {
        for (var i = pod.Candidates.IndexAtOrAfter(change.Onset); i < pod.Candidates.Count; i++)
            if (pod.Candidates[i].Severity >= Severity.Warning && isSought(pod.Candidates[i]))
                return pod.Candidates[i];
        return null;
    }

    private static bool SpeaksOf(Episode failure, Episode change)
    {
        if (!failure.IsFromLog)
            return Has(failure, "subpath") && failure.Assessment.Cause == Causes.VolumeMount;
        return failure.IsError && (HasAny(failure, Unparsable) || KeysOf(change).Any(key => Has(failure, key)));
    }

    private static bool IsOfData(Episode failure) =>
        failure is { IsFromLog: true, IsError: true } && HasAny(failure, WrongData);

    // A key with a dot, or a capital, is the name of a file; "data" or "config" may be any word.
    private static IEnumerable<string> KeysOf(Episode change)
    {
        const string before = "key ";
        foreach (var part in change.Message.Split([';', ':'], StringSplitOptions.TrimEntries))
        {
            if (!part.StartsWith(before, StringComparison.Ordinal))
                continue;
            var key = part[before.Length..].TrimEnd('.').Split(',')[0];
            if (key.Contains('.', StringComparison.Ordinal) || key.Any(char.IsUpper))
                yield return key;
        }
    }

    private static bool HasAny(Episode failure, string[] words) => Array.Exists(words, word => Has(failure, word));

    private static bool Has(Episode failure, string word) =>
        failure.Message.Contains(word, StringComparison.OrdinalIgnoreCase);
}
