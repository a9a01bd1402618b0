using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>
/// Something wrong in objects' state. Of severity error it opens an incident; a warning only explains one.
/// </summary>
/// <param name="Cause">A cause of the taxonomy; an object has at most one finding of a cause.</param>
/// <param name="Role">What part it can play.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Reason">In one CamelCase word.</param>
/// <param name="Message">What is wrong and where, for a person.</param>
/// <param name="Subject">The object.</param>
/// <param name="Onset">Since when, as far as the object tells.</param>
/// <param name="Evidence">The members and values that it rests on; of a contradiction, those of both objects.</param>
internal sealed record Finding(
    string Cause,
    CauseRole Role,
    Severity Severity,
    string Reason,
    string Message,
    ResourceState Subject,
    DateTimeOffset Onset,
    params Evidence[] Evidence
)
{
    /// <summary>Whether it was already so before the platform first looked at the cluster.</summary>
    public bool IsPreexisting { get; init; }

    /// <summary>
    /// Whether the cluster itself says that something is absent, which holds whatever else is known.
    /// </summary>
    public bool IsConfirmed { get; init; }

    /// <summary>How long it has to last before it is claimed; none by default.</summary>
    public TimeSpan PendingFor { get; init; }

    /// <summary>
    /// What has to be known completely for it: it says that something is absent from these. None by default.
    /// </summary>
    public IReadOnlyList<KindScope> AbsentFrom { get; init; } = [];

    /// <summary>
    /// Whether an episode is this finding. What has become worse is another one: it may begin an incident.
    /// </summary>
    public bool IsSame(Episode active) => Cause == active.Assessment.Cause && Severity == active.Severity;

    /// <summary>The finding as a claim over all objects of a kind: none of them makes it untrue.</summary>
    public Finding Over(string kind, string? @namespace, string? name = null) =>
        this with
        {
            AbsentFrom = [.. AbsentFrom, new KindScope(kind, @namespace, name)],
        };

    /// <summary>
    /// The finding as a claim that an object does not exist. Whoever applies several manifests applies them one after
    /// the other, so it also has to last.
    /// </summary>
    public Finding Missing(string kind, string @namespace, string name) =>
        Over(kind, @namespace, name) with
        {
            PendingFor = PendingPeriods.Applying,
        };

    /// <summary>A finding that can be an origin.</summary>
    public static Finding Origin(
        string cause,
        Severity severity,
        string reason,
        string message,
        ResourceState subject,
        DateTimeOffset? onset,
        params Evidence[] evidence
    ) =>
        new(
            cause,
            CauseRole.Origin,
            severity,
            reason,
            message,
            subject,
            onset ?? subject.ObservedAt ?? default,
            evidence
        );
}
