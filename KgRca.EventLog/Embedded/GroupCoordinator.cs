namespace KgRca.EventLog.Embedded;

/// <summary>
/// Divides partitions over the members of each consumer group, in turn; every partition has one reader of a group.
/// </summary>
internal sealed class GroupCoordinator
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<EmbeddedConsumer>> _groups = new(StringComparer.Ordinal);

    /// <summary>Changes whenever a member comes or goes.</summary>
    public int Generation { get; private set; }

    public void Join(string group, EmbeddedConsumer member) => Change(group, members => members.Add(member));

    public void Leave(string group, EmbeddedConsumer member) => Change(group, members => members.Remove(member));

    /// <summary>Those of the partitions, which are in a fixed order, that are a member's.</summary>
    public List<TopicPartition> Share(string group, EmbeddedConsumer member, IReadOnlyList<TopicPartition> partitions)
    {
        lock (_lock)
        {
            var members = _groups[group];
            var turn = members.IndexOf(member);
            return [.. partitions.Where((_, index) => index % members.Count == turn)];
        }
    }

    private void Change(string group, Action<List<EmbeddedConsumer>> change)
    {
        List<EmbeddedConsumer> members;
        lock (_lock)
        {
            if (!_groups.TryGetValue(group, out var existing))
                _groups.Add(group, existing = []);
            change(existing);
            Generation++;
            members = [.. existing];
        }
        foreach (var member in members)
            member.Wake();
    }
}
