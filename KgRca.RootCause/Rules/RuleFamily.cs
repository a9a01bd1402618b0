using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>
/// What is known of one kind of trouble, as data: the causes it can name, which objects its detectors inspect, which
/// objects are inspected again when another one changes, whom to fix, and what contradicts a cause. A family is a
/// folder; <see cref="Families"/> lists them.
/// </summary>
/// <param name="Title">The heading of its section in <c>docs/causes.md</c>.</param>
/// <param name="Causes">The causes it can name, in the order of that section.</param>
internal sealed record RuleFamily(string Title, IReadOnlyList<CauseClass> Causes)
{
    /// <summary>Run in this order on every object of their kinds.</summary>
    public IReadOnlyList<Detector> Detectors { get; init; } = [];

    /// <summary>What its detectors read beside the inspected object itself.</summary>
    public IReadOnlyList<Dependency> Dependencies { get; init; } = [];

    /// <summary>What its detectors read of events and log lines.</summary>
    public IReadOnlyList<Witness> Witnesses { get; init; } = [];

    /// <summary>What it reads from events.</summary>
    public IReadOnlyList<EventReader> Events { get; init; } = [];

    /// <summary>What it reads from sources other than events.</summary>
    public IReadOnlyList<SourceReader> Sources { get; init; } = [];

    /// <summary>
    /// What to do about one of its causes, with the names and values of the case; null, or an answer of null, where the
    /// cause's general advice is all that is known.
    /// </summary>
    public Func<Remedy, string?>? NextStep { get; init; }

    /// <summary>Whom to fix, where that is not the workload.</summary>
    public FindTarget? Target { get; init; }

    /// <summary>What shows that another cause comes before it, whatever gave it away.</summary>
    public Contradict? Precedence { get; init; }

    /// <summary>The objects that an error's words lead to, beside those that edges lead to.</summary>
    public Lead? Lead { get; init; }

    /// <summary>Who is responsible for failures that others report; the first that is found counts.</summary>
    public IReadOnlyList<FindResponsible> Responsible { get; init; } = [];

    /// <summary>What contradicts a cause that an event, a log line or an alert gave away.</summary>
    public Contradict? Challenge { get; init; }

    /// <summary>What contradicts a cause that a detector found and still finds.</summary>
    public Contradict? ChallengeFinding { get; init; }
}

/// <summary>The object to change to fix a cause; null where it is the workload.</summary>
/// <param name="candidate">What the cause was read from.</param>
/// <param name="cause">The id of the cause.</param>
/// <param name="topology">All objects.</param>
internal delegate ObjectReference? FindTarget(Episode candidate, string cause, ClusterTopology topology);

/// <summary>
/// The objects that an error's words lead to: by kind and name, by address, by host. Asked of each error whenever its
/// incident is ranked, so it looks at the words first.
/// </summary>
/// <param name="error">The error, or another thing that was said.</param>
/// <param name="topology">All objects.</param>
internal delegate IEnumerable<ResourceState> Lead(Episode error, ClusterTopology topology);

/// <summary>What contradicts a cause; <see cref="CounterEvidence.None"/> where nothing does.</summary>
/// <param name="candidate">What the cause was read from.</param>
/// <param name="cause">The id of the cause.</param>
/// <param name="topology">All objects.</param>
internal delegate CounterEvidence Contradict(Episode candidate, string cause, ClusterTopology topology);

/// <summary>Adds the findings that hold about an object now.</summary>
/// <param name="topology">All objects.</param>
/// <param name="resource">The object, which exists.</param>
/// <param name="item">Its state.</param>
/// <param name="findings">Gets the findings; holds those of the detectors that ran before.</param>
internal delegate void Detect(
    ClusterTopology topology,
    ResourceState resource,
    JsonElement item,
    List<Finding> findings
);

/// <summary>A detector, and the kinds of objects it inspects.</summary>
/// <param name="Kinds">The kinds; <see cref="CustomResources"/> for all that are not Kubernetes' own.</param>
/// <param name="Detect">Runs whenever such an object, or one it depends on, has changed.</param>
internal sealed record Detector(IReadOnlyList<string> Kinds, Detect Detect)
{
    /// <summary>Stands for every kind that is not Kubernetes' own.</summary>
    public static IReadOnlyList<string> CustomResources { get; } = ["*"];
}

/// <summary>
/// Which objects have to be inspected again after an event or a log line about one, of those that may be causes.
/// </summary>
/// <param name="topology">All objects.</param>
/// <param name="episode">What was said.</param>
internal delegate IEnumerable<ResourceState> Witness(ClusterTopology topology, Episode episode);

/// <summary>Adds the objects that a detector has to inspect again after a change.</summary>
internal delegate void Affect(in ObjectChange change, List<ResourceState> affected);

/// <summary>Which objects have to be inspected again when an object of some kinds has changed.</summary>
/// <param name="Kinds">The kinds of the changed object.</param>
/// <param name="Affect">Adds the objects; costs what it adds, not what the cluster holds.</param>
internal sealed record Dependency(IReadOnlyList<string> Kinds, Affect Affect);
