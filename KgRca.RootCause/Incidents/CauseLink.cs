using KgRca.Contracts.Records;
using KgRca.RootCause.Events;

namespace KgRca.RootCause.Incidents;

/// <summary>A potential cause of an incident, as it is linked in the graph.</summary>
/// <param name="EventId">The episode.</param>
/// <param name="Scores">The published score.</param>
/// <param name="RankScore">What the order rests on, by <c>RankWeights</c>.</param>
/// <param name="Role">Whether it can be an origin, is a change, or a symptom.</param>
/// <param name="Hops">Edges from the cause's object to the object in error that it explains.</param>
/// <param name="Cause">The cause of the taxonomy; the episode's reason where it has none.</param>
/// <param name="Target">The object whose manifest or state has to change.</param>
/// <param name="Workload">The workload that suffers; null where none is known.</param>
/// <param name="Path">Ids of the objects from the cause's to the one in error.</param>
/// <param name="Proof">What the answer rests on.</param>
/// <param name="Explanation">The same in plain words.</param>
internal sealed record CauseLink(
    string EventId,
    CauseScores Scores,
    double RankScore,
    CauseRole Role,
    int Hops,
    string Cause,
    ObjectReference Target,
    ObjectReference? Workload,
    string[] Path,
    CauseProof Proof,
    string Explanation
)
{
    /// <summary>
    /// How likely the answer is right, from 0 to 1: the rank score, less what its kind of evidence leaves open.
    /// </summary>
    public required double Confidence { get; init; }

    /// <summary>From 1.</summary>
    public int Rank { get; init; }

    /// <summary>What to do next, with the names and values of the case; null where nothing is known to do.</summary>
    public string? NextStep { get; init; }

    /// <summary>Two links that blame one object for one cause are one answer.</summary>
    public (ObjectReference, string) Answer => (Target, Cause);

    /// <summary>Whether the graph would say the same of both.</summary>
    public bool SameAs(CauseLink other) =>
        this with { Path = other.Path, Proof = other.Proof } == other
        && Path.AsSpan().SequenceEqual(other.Path)
        && Proof.SameAs(other.Proof);
}
