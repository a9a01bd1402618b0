using System.Collections.Frozen;

namespace KgRca.RootCause.Rules;

/// <summary>A class of causes.</summary>
/// <param name="Id">What answers carry. Where Cloud-OpsBench has a name for a cause, it is used.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Family">For what it shares with others.</param>
/// <param name="Kinds">The kinds of objects that it can be about: those that have to be mended.</param>
/// <param name="Meaning">What it means, in a sentence or two.</param>
/// <param name="NextStep">What to do next.</param>
public sealed record CauseClass(
    string Id,
    string Title,
    CauseFamily Family,
    IReadOnlyList<string> Kinds,
    string Meaning,
    string NextStep
)
{
    /// <summary>
    /// Why it leads to its symptom, in one sentence; null where the sentence of its <see cref="Family"/> fits.
    /// </summary>
    public string? Mechanism { get; init; }

    /// <summary>How far evidence of it can be trusted to be the cause and not its echo.</summary>
    internal EvidenceStrength Strength { get; init; }

    /// <summary>Whether a symptom of it says how a process died, and not only that it did.</summary>
    internal bool IsSpecificSymptom { get; init; }

    /// <summary>What is missing, where messages name it and it may be seen later.</summary>
    internal MissingObject? Names { get; init; }

    /// <summary>The kinds of which a new object may show that what was missing is there now.</summary>
    internal IReadOnlyList<string> RefutedBy { get; init; } = [];

    /// <summary>Whether a finding of it comes and goes with each restart, so that it holds for moments only.</summary>
    internal bool IsIntermittent { get; init; }

    /// <summary>Whether a log line of it says too little to begin an incident alone.</summary>
    internal bool IsVague { get; init; }

    /// <summary>Whether it comes with every rollout, so that log lines near it mean nothing more.</summary>
    internal bool IsOfRollouts { get; init; }

    /// <summary>Whether a controller's warning counts as an error at once.</summary>
    internal bool IsErrorAtOnce { get; init; }

    /// <summary>Whether it shows as a failure of the process that waits.</summary>
    internal bool IsSlowness { get; init; }

    /// <summary>Whether it says only that a process failed, so that a change of its settings may be why.</summary>
    internal bool IsUnexplainedFailure { get; init; }

    /// <summary>Whether all that pull from one registry share it.</summary>
    internal bool IsOfRegistry { get; init; }

    /// <summary>Whether all of a cluster share it.</summary>
    internal bool IsOfCluster { get; init; }

    /// <summary>Whether Pods show it when their node is in trouble, whatever the trouble is.</summary>
    internal bool FollowsFromNode { get; init; }

    /// <summary>The one trouble of a node from which it follows; null where there is none.</summary>
    internal string? FollowsFrom { get; init; }

    /// <summary>The kinds of objects that would show who is responsible for it.</summary>
    internal IReadOnlyList<string> ShownBy { get; init; } = [];

    /// <summary>What would have to be measured to know why; null where nothing has to be.</summary>
    internal string? MeasuredBy { get; init; }

    /// <summary>Whether it is a server's refusal, which its clients repeat: whoever is refused has reached it.</summary>
    internal bool IsRepeatedByClients { get; init; }

    /// <summary>Whether it is of a process's own disk: a client that says it too repeats its server.</summary>
    internal bool IsEchoed { get; init; }

    /// <summary>Whether clients report it for moments while a server's replica takes over.</summary>
    internal bool IsOfFailover { get; init; }

    /// <summary>Whether it lies outside the workloads that suffer from it.</summary>
    internal bool IsOutsideWorkload { get; init; }
}

/// <summary>How far evidence of a cause can be trusted.</summary>
internal enum EvidenceStrength
{
    /// <summary>As far as its source: an object, a controller or a log line.</summary>
    OfItsSource,

    /// <summary>A controller's word at most, even where an object shows it.</summary>
    Stated,

    /// <summary>It says where a Pod was stopped; what stopped it may be elsewhere.</summary>
    Proximate,

    /// <summary>Inferred from what usually goes with it; no rule understands the words.</summary>
    Inferred,
}

/// <summary>How messages name an object that is missing.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Before">The text before its name; a quotation mark comes after it.</param>
internal sealed record MissingObject(string Kind, string Before);

/// <summary>
/// Every cause that the engine can name, as <c>docs/causes.md</c> shows them.
/// </summary>
public static class CauseClasses
{
    /// <summary>The classes, in the order of their document.</summary>
    public static IReadOnlyList<CauseClass> All { get; } = [.. Families.All.SelectMany(family => family.Causes)];

    private static readonly FrozenDictionary<string, CauseClass> ById = All.ToFrozenDictionary(cause => cause.Id);

    /// <summary>
    /// The class of an id; null for what is none, such as the reason of an event that says nothing of a cause.
    /// </summary>
    public static CauseClass? Find(string id) => ById.GetValueOrDefault(id);

    internal static CauseFamily FamilyOf(string id) => Find(id)?.Family ?? CauseFamily.Container;
}
