namespace KgRca.EventLog.Embedded;

/// <summary>
/// Divides the units of partitions over the members of each consumer group, in turn; every unit has one reader of a
/// group. All members are in this process.
/// </summary>
/// <param name="firstEpoch">The epoch of the first assignment; above those of processes before.</param>
internal sealed class GroupCoordinator(long firstEpoch)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);

    /// <summary>Changes whenever a member of the group comes or goes, and only grows.</summary>
    public long EpochOf(string group)
    {
        lock (_lock)
            return _groups[group].Epoch;
    }

    public void Join(string group, EmbeddedConsumer member) => Change(group, members => members.Add(member));

    public void Leave(string group, EmbeddedConsumer member) => Change(group, members => members.Remove(member));

    /// <summary>Those of the partitions that are a member's.</summary>
    /// <param name="group">The group.</param>
    /// <param name="member">The member.</param>
    /// <param name="units">Names the unit of a partition.</param>
    /// <param name="partitions">The partitions, in a fixed order.</param>
    public List<TopicPartition> Share(
        string group,
        EmbeddedConsumer member,
        Func<TopicPartition, string> units,
        IReadOnlyList<TopicPartition> partitions
    )
    {
        lock (_lock)
        {
            var members = _groups[group].Members;
            var turn = members.IndexOf(member);
            return
            [
                .. partitions
                    .GroupBy(units, StringComparer.Ordinal)
                    .Where((_, index) => index % members.Count == turn)
                    .SelectMany(unit => unit),
            ];
        }
    }

    private void Change(string name, Action<List<EmbeddedConsumer>> change)
    {
        List<EmbeddedConsumer> members;
        lock (_lock)
        {
            if (!_groups.TryGetValue(name, out var group))
                _groups.Add(name, group = new Group { Epoch = firstEpoch });
            change(group.Members);
            group.Epoch++;
            members = [.. group.Members];
        }
        foreach (var member in members)
            member.Wake();
    }

    private sealed class Group
    {
        public List<EmbeddedConsumer> Members { get; } = [];

        public long Epoch { get; set; }
    }
}
