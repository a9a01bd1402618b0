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
