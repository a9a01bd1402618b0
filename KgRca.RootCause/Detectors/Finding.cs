using KgRca.Contracts.Records;
using KgRca.RootCause.Taxonomy;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Detectors;

/// <summary>Something wrong in an object's state. Of severity error it opens an incident; a warning only explains one.</summary>
/// <param name="Cause">A cause of the taxonomy; an object has at most one finding of a cause.</param>
/// <param name="Role">What part it can play.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Reason">In one CamelCase word.</param>
/// <param name="Message">What is wrong and where, for a person.</param>
/// <param name="Subject">The object.</param>
/// <param name="Onset">Since when, as far as the object tells.</param>
internal sealed record Finding(
    string Cause, CauseRole Role, Severity Severity, string Reason, string Message, ResourceState Subject, DateTimeOffset Onset)
{
    /// <summary>A finding that can be an origin.</summary>
    public static Finding Origin(string cause, Severity severity, string reason, string message, ResourceState subject, DateTimeOffset? onset = null) =>
        new(cause, CauseRole.Origin, severity, reason, message, subject, onset ?? subject.ObservedAt ?? default);
}
