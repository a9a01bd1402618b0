namespace KgRca.Agent.Dependencies.Mesh;

/// <summary>How metrics tell of calls: which ones, and by which labels.</summary>
/// <param name="Mesh">Who makes them.</param>
/// <param name="Matchers">What all of them are selected by; empty for all.</param>
/// <param name="Requests">The counter of calls.</param>
/// <param name="Errors">The counters of calls that failed: a metric, and what it is selected by in addition. A series
/// that several select counts once. None where failures are not told.</param>
/// <param name="Durations">The histogram of durations, without <c>_bucket</c>; null where there is none.</param>
/// <param name="Milliseconds">How many milliseconds the histogram's unit has.</param>
/// <param name="Caller">Who calls.</param>
/// <param name="Callee">Whom.</param>
/// <param name="Reporters">Who reports a call, where more than one may.</param>
internal sealed record MeshDialect(
    string Mesh,
    string Matchers,
    string Requests,
    IReadOnlyList<(string Metric, string Matchers)> Errors,
    string? Durations,
    double Milliseconds,
    MeshSide Caller,
    MeshSide Callee,
    MeshReporters? Reporters = null
);

/// <summary>The labels that name a workload.</summary>
/// <param name="Namespace">The label of its namespace.</param>
/// <param name="Names">The labels of its name, and the kind that each is of; null where it may be of any.</param>
internal sealed record MeshSide(string Namespace, IReadOnlyList<(string Label, string? Kind)> Names);

/// <summary>
/// The label that tells who reports a call, and its values: of a call that several report the first one's figures are
/// taken.
/// </summary>
internal sealed record MeshReporters(string Label, IReadOnlyList<string> Values);
