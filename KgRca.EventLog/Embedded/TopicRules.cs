using System.Buffers;

namespace KgRca.EventLog.Embedded;

/// <summary>What a topic may be.</summary>
internal static class TopicRules
{
    private const int MaxNameLength = 249;
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
    );

    /// <exception cref="ArgumentException">The definition is not allowed; the message says what of it.</exception>
    public static void Check(TopicDefinition topic)
    {
        if (topic.Name.Length is 0 or > MaxNameLength || topic.Name.AsSpan().ContainsAnyExcept(NameCharacters))
            throw new ArgumentException(
                $"A topic's name has 1 to {MaxNameLength} characters of a-z, A-Z, 0-9, dot, dash and underscore.",
                nameof(topic)
            );
        if (topic.Partitions < 1)
            throw new ArgumentException($"Topic {topic.Name} needs at least one partition.", nameof(topic));
        if (topic.Retention <= TimeSpan.Zero)
            throw new ArgumentException($"The retention of topic {topic.Name} must be positive.", nameof(topic));
    }
}

/// <summary>Offsets that groups have committed.</summary>
internal static class Offsets
{
    public static Dictionary<(long TopicId, int Partition), long> Read(LogFile file, string group)
    {
        var offsets = new Dictionary<(long, int), long>();
        using var rows = file.Query(
            "SELECT topic_id, partition, offset FROM offsets WHERE consumer_group = $1",
            null,
            group
        );
        while (rows.Read())
            offsets.Add((rows.GetInt64(0), rows.GetInt32(1)), rows.GetInt64(2));
        return offsets;
    }
}
