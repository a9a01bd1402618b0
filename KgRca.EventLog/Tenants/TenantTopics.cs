using KgRca.Contracts.Identity;

namespace KgRca.EventLog.Tenants;

/// <summary>The topics of a tenant, as <c>wire-format.md</c> lists them.</summary>
public static class TenantTopics
{
    private static readonly TimeSpan EventRetention = TimeSpan.FromDays(7);
    private static readonly TimeSpan DeadLetterRetention = TimeSpan.FromDays(30);

    /// <summary>A tenant's topics.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="partitions">How many partitions each topic has that graphs are built from, by the plan; the others
    /// have one.</param>
    public static IReadOnlyList<TopicDefinition> Definitions(TenantId tenant, int partitions) =>
        [.. Enum.GetValues<DataTopic>().Select(topic => Definition(new TopicName(tenant, topic), partitions))];

    /// <summary>Makes those of a tenant's topics that are absent.</summary>
    public static ValueTask EnsureAsync(
        IEventLog log,
        TenantId tenant,
        int partitions,
        CancellationToken cancellationToken
    ) => log.CreateTopicsAsync(Definitions(tenant, partitions), cancellationToken);

    /// <summary>Removes a tenant's topics with all their records.</summary>
    public static ValueTask DeleteAsync(IEventLog log, TenantId tenant, CancellationToken cancellationToken) =>
        log.DeleteTopicsAsync([.. Definitions(tenant, 1).Select(topic => topic.Name)], cancellationToken);

    private static TopicDefinition Definition(TopicName name, int partitions) =>
        name.Topic switch
        {
            DataTopic.Resources or DataTopic.Topology => new TopicDefinition(
                name.ToString(),
                partitions,
                CleanupPolicy.Compact
            ),
            DataTopic.Heartbeats or DataTopic.Feedback => new TopicDefinition(
                name.ToString(),
                1,
                CleanupPolicy.Compact
            ),
            DataTopic.DeadLetter => new TopicDefinition(name.ToString(), 1, CleanupPolicy.Delete, DeadLetterRetention),
            _ => new TopicDefinition(name.ToString(), partitions, CleanupPolicy.Delete, EventRetention),
        };
}
