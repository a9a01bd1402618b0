using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.CustomResources;

/// <summary>What custom resources say of themselves without conditions: a phase, an error, a reason.</summary>
internal static class CustomPhases
{
    private static readonly string[] FailedWords =
    [
        "fail",
        "error",
        "degraded",
        "unhealthy",
        "invalid",
        "unreachable",
        "unrecoverable",
        "denied",
        "timeout",
        "timedout",
        "HEALTH_ERR",
        "faulted",
    ];

    private static readonly string[] FailedAlone = ["red", "down", "lost", "dead", "broken", "errored"];

    private static readonly string[] Trouble =
    [
        "error",
        "fail",
        "wrong status code",
        "not found",
        "refused",
        "denied",
        "no such host",
        "timeout",
        "timed out",
        "propagation",
        "unreachable",
        "forbidden",
        "unauthorized",
        "quota",
        "insufficient",
        "exceed",
    ];

    /// <summary>
    /// A word of the status that says that it failed, of controllers that keep no conditions: <c>phase: Failed</c>,
    /// <c>PostgresClusterStatus: CreateFailed</c>.
    /// </summary>
    public static Finding? Failed(ResourceState resource, JsonElement item, JsonElement status)
    {
        foreach (var member in PhasesOf(item))
        {
            if (!IsPhase(member.Name) || member.Value.Text() is not { Length: > 0 } word || !IsFailed(word))
                continue;
            var why =
                status.Text("message") ?? status.Text("reason") ?? status.Text("error") ?? status.Text("phaseReason");
            return Finding.Origin(
                CustomConditions.ClassOf(resource.Kind),
                Severity.Error,
                "CustomResourceFailed",
                $"{resource.Kind} {resource.Name}: {member.Name} is {word}{(why is null ? "" : $": {why}")}",
                resource,
                resource.ObservedAt,
                Evidence.Of(resource, item, "status", member.Name)
            );
        }
        return null;
    }

    // Rook keeps the health of Ceph one level below, as others do.
    private static IEnumerable<JsonProperty> PhasesOf(JsonElement item)
    {
        foreach (var member in item.Members("status"))
        {
            yield return member;
            if (member.Value.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var inner in member.Value.EnumerateObject())
                if (inner.Name is "health" or "state" or "phase")
                    yield return inner;
        }
    }

    private static bool IsFailed(string word) =>
        Array.IndexOf(FailedAlone, word.ToLowerInvariant()) >= 0 || SaysFailed(word);

    /// <summary>Whether a word of a status, or of a reason, says that something failed.</summary>
    public static bool SaysFailed(string? word) =>
        word is not null && Array.Exists(FailedWords, text => word.Contains(text, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// What a status says beside its phase: an error of its own (<c>status.error.message</c>), or why what is still
    /// pending does not go on, of which its controller tries again.
    /// </summary>
    public static Finding? Detail(ResourceState resource, JsonElement item, JsonElement status)
    {
        var error = status.At("error");
        var text = error.Text("message") ?? error.Text();
        if (text is { Length: > 0 })
            return Finding.Origin(
                CustomConditions.ClassOf(resource.Kind),
                Severity.Error,
                "CustomResourceFailed",
                $"{resource.Kind} {resource.Name}: {text}",
                resource,
                error.Time("time") ?? resource.ObservedAt,
                Evidence.Of(resource, item, "status", "error")
            );
        return
            (status.Text("state") ?? status.Text("phase")) is { } state
            && status.Text("reason") is { } reason
            && Array.Exists(Trouble, word => reason.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? Finding.Origin(
                CustomConditions.ClassOf(resource.Kind),
                Severity.Warning,
                "CustomResourceWaits",
                $"{resource.Kind} {resource.Name} is {state}: {reason}",
                resource,
                resource.ObservedAt,
                Evidence.Of(resource, item, "status", "reason")
            )
            : null;
    }

    private static bool IsPhase(string member) =>
        member is "phase" or "state" or "health" or "status" || member.EndsWith("Status", StringComparison.Ordinal);
}
