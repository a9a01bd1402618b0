using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Episodes;

/// <summary>
/// What happened within the horizon: the ids of all events, to know a duplicate by, and the episodes that matter, with their objects. What is older than the
/// horizon is gone at once, so that an engine that was rebuilt from its graph and one that was not decide alike.
/// </summary>
internal sealed class EpisodeWindow(ClusterTopology topology)
{
    private readonly HashSet<UInt128> _ids = [];
    private readonly PriorityQueue<(UInt128 Id, Episode? Episode, ResourceState? Subject), long> _byTime = new();

    public bool Contains(string eventId) => _ids.Contains(StableHash.Of128(eventId));

    /// <summary>Remembers that an event was seen that is neither an error nor a candidate.</summary>
    public void AddId(string eventId, DateTimeOffset time, ResourceState subject)
    {
        var id = StableHash.Of128(eventId);
        if (_ids.Add(id)) _byTime.Enqueue((id, null, subject), time.UtcTicks);
    }

    public void Add(Episode episode)
    {
        var id = StableHash.Of128(episode.EventId);
        _ids.Add(id);
        _byTime.Enqueue((id, episode, null), episode.Time.UtcTicks);
        if (episode.IsCandidate) episode.Subject.Candidates.Add(episode);
        if (episode.IsError) episode.Subject.Errors.Add(episode);
    }

    /// <summary>Gives an episode a later time.</summary>
    public static void Move(Episode episode, DateTimeOffset time)
    {
        if (episode.IsCandidate) episode.Subject.Candidates.Remove(episode);
        if (episode.IsError) episode.Subject.Errors.Remove(episode);
        episode.Time = time;
        if (episode.IsCandidate) episode.Subject.Candidates.Add(episode);
        if (episode.IsError) episode.Subject.Errors.Add(episode);
    }

    /// <summary>Forgets what happened before <paramref name="cutoff"/>.</summary>
    public void Prune(DateTimeOffset cutoff)
    {
        while (_byTime.TryPeek(out var oldest, out var ticks) && ticks < cutoff.UtcTicks)
        {
            _byTime.Dequeue();
            if (oldest.Episode is { } moved && moved.Time >= cutoff)
            {
                _byTime.Enqueue(oldest, moved.Time.UtcTicks);
                continue;
            }
            _ids.Remove(oldest.Id);
            var subject = oldest.Subject ?? oldest.Episode?.Subject;
            if (oldest.Episode is { } episode) Forget(episode);
            if (subject is { IsForgettable: true }) topology.Remove(subject);
        }
    }

    private static void Forget(Episode episode)
    {
        if (episode.IsCandidate) episode.Subject.Candidates.Remove(episode);
        if (episode.IsError) episode.Subject.Errors.Remove(episode);
        episode.Incident?.Members.Remove(episode);
        LogFolding.Forget(episode);
    }
}
