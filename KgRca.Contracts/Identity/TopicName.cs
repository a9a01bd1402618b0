using System.Diagnostics.CodeAnalysis;

namespace KgRca.Contracts.Identity;

/// <summary>The name of a tenant's topic: <c>{client_id}.{suffix}</c>.</summary>
/// <param name="Tenant">Whose topic it is. It is the tenant of every record in it.</param>
/// <param name="Topic">What the topic carries.</param>
public readonly record struct TopicName(TenantId Tenant, DataTopic Topic)
{
    private static readonly string[] Suffixes =
    [
        "events.normalized",
        "logs.normalized",
        "state.k8s.resource",
        "state.k8s.topology",
        "alerts.raw",
        "deadletter",
        "agents.heartbeat",
        "feedback",
    ];

    private const string Client = @"^client-[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?-[a-z2-7]{6}\.";

    /// <summary>
    /// A regular expression that the <see cref="GraphInputs"/> of every tenant match and no other topic does.
    /// It keeps to what POSIX and .NET have in common, so that a Kafka client may subscribe by it.
    /// </summary>
    public const string GraphPattern =
        Client
        + @"(events\.normalized|logs\.normalized|state\.k8s\.resource|state\.k8s\.topology|alerts\.raw|feedback)$";

    /// <summary>As <see cref="GraphPattern"/>, for every tenant's <see cref="DataTopic.Heartbeats"/>.</summary>
    public const string HeartbeatPattern = Client + @"agents\.heartbeat$";

    /// <summary>Every kind of topic that graphs are built from.</summary>
    public static IReadOnlyList<DataTopic> GraphInputs { get; } =
    [DataTopic.Events, DataTopic.Logs, DataTopic.Resources, DataTopic.Topology, DataTopic.Alerts, DataTopic.Feedback];

    /// <summary>Every kind of topic that agents write to.</summary>
    public static IReadOnlyList<DataTopic> Inputs { get; } =
    [.. GraphInputs.Where(topic => topic != DataTopic.Feedback), DataTopic.Heartbeats];

    /// <summary>The part of the name that says what the topic carries, such as <c>events.normalized</c>.</summary>
    public static string Suffix(DataTopic topic) => Suffixes[(int)topic];

    /// <summary>Reads a suffix, as captures and the ingest endpoint carry it.</summary>
    public static bool TryParseSuffix(ReadOnlySpan<char> suffix, out DataTopic topic)
    {
        for (var i = 0; i < Suffixes.Length; i++)
        {
            if (!suffix.SequenceEqual(Suffixes[i]))
                continue;
            topic = (DataTopic)i;
            return true;
        }
        topic = default;
        return false;
    }

    /// <summary>Reads a whole topic name.</summary>
    /// <returns>Whether <paramref name="name"/> is the name of a tenant's topic.</returns>
    public static bool TryParse([NotNullWhen(true)] string? name, out TopicName topicName)
    {
        topicName = default;
        var dot = name?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (name is null || dot < 0)
            return false;
        if (!TenantId.TryParse(name[..dot], out var tenant) || !TryParseSuffix(name.AsSpan(dot + 1), out var topic))
            return false;
        topicName = new TopicName(tenant, topic);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Tenant}.{Suffix(Topic)}";
}
