using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Events;

/// <summary>Something that happened to an object and matters: a candidate for a cause, an error, or both.</summary>
internal sealed class Episode(string eventId, ResourceState subject)
{
    private string? _peerHost;
    private string? _peer;
    private bool? _isOfRemote;

    public string EventId { get; } = eventId;

    public NodeKey NodeKey => new(GraphSchema.Episodic, EventId);

    public ResourceState Subject { get; } = subject;

    /// <summary>The last occurrence.</summary>
    public required DateTimeOffset Time { get; set; }

    /// <summary>The first occurrence.</summary>
    public required DateTimeOffset Onset { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>
    /// A wire name of a source, <see cref="EpisodeSources.Escalation"/> or <see cref="EpisodeSources.Finding"/>.
    /// </summary>
    public required string Source { get; init; }

    public required string Reason { get; init; }

    public required string Message { get; init; }

    private string? _words;

    /// <summary>
    /// What the message has in common with those that say the same of other objects: without time, place in the code,
    /// numbers and ids.
    /// </summary>
    public string Words => _words ??= LogText.WordsOf(Message, IsFromLog);

    public int Count { get; set; } = 1;

    public string? Container { get; init; }

    public CauseAssessment Assessment { get; set; }

    /// <summary>
    /// Of a log line: whether the container has said the same before, within the engine's memory and too long ago for
    /// one episode.
    /// </summary>
    public bool IsBaseline { get; init; }

    /// <summary>
    /// When what a detector has found held no more, or an alert was resolved; null while it holds, and for all else.
    /// </summary>
    public DateTimeOffset? ResolvedAt { get; set; }

    /// <summary>
    /// Of a finding that says that something is absent: the kinds that had to be known completely for it.
    /// </summary>
    public IReadOnlyList<string> AbsentFrom { get; init; } = [];

    /// <summary>
    /// Whether it was already so before the platform first looked at the cluster. Such an error is nobody's news, and
    /// begins no incident by itself.
    /// </summary>
    public bool IsPreexisting { get; init; }

    /// <summary>What it was grouped into by the floor above; null while it stands alone.</summary>
    public object? Group { get; set; }

    /// <summary>Whether it is a log line, or one that was repeated until it counts as an error.</summary>
    public bool IsFromLog { get; init; }

    /// <summary>The host name that it says could not be reached; null where it names none.</summary>
    public string? PeerHost => IsFromLog ? _peerHost ??= PeerName.HostIn(Message) ?? "" : null;

    /// <summary>The first label of that name; empty or null where it names none.</summary>
    public string? Peer => PeerHost is { } host ? _peer ??= host.Split('.')[0] : null;

    /// <summary>Whether it is a line about another's answer, or that none came.</summary>
    public bool IsOfRemote => _isOfRemote ??= IsFromLog && RemoteFailure.IsIn(Message);

    /// <summary>The workloads that its text names, as of a version of the topology; null while nobody has asked.</summary>
    public (int Version, List<ResourceState> Workloads)? Named { get; set; }

    public bool IsError => Severity >= Severity.Error;

    /// <summary>
    /// Whether it may explain an incident: it says something is wrong, or that something was changed.
    /// </summary>
    public bool IsCandidate => Severity >= Severity.Warning || Assessment.Role != CauseRole.None;
}

/// <summary>Where episodes come from: the wire format's sources, and two that the engine adds.</summary>
internal static class EpisodeSources
{
    /// <summary>A line of a container's log.</summary>
    public const string Log = "k8s.log";

    /// <summary>An alert of Prometheus.</summary>
    public const string Alert = "prom.alert";

    /// <summary>The agent's check of a component of a node.</summary>
    public const string NodeHealth = "node.health";

    /// <summary>The agent's own attempt to reach something.</summary>
    public const string Probe = "probe";

    /// <summary>An object's spec or data was changed.</summary>
    public const string Change = "change";

    /// <summary>A warning that was repeated until it counts as an error.</summary>
    public const string Escalation = "escalation";

    /// <summary>A detector's finding about an object's state.</summary>
    public const string Finding = "detector";
}
