using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Events;

/// <summary>
/// What happened within the horizon: the ids of all events, to know a duplicate by, and the episodes that matter, with
/// their objects. What is older than the horizon is gone at once, so that an engine that was rebuilt from its graph and
/// one that was not decide alike. Ids are kept as 64-bit hashes: among ten million in the window, the chance that a new
/// one seems known is 1 in 10¹².
/// </summary>
internal sealed class EpisodeWindow(ClusterTopology topology)
{
    private readonly IdSet _ids = new();

    // An episode, or the subject of an event of which only the id is kept.
    private readonly ExpiryQueue<(ulong Id, object What)> _byTime = new();

    /// <summary>An episode has left the window.</summary>
    public event Action<Episode>? Forgotten;

    public bool Contains(string eventId) => _ids.Contains(StableHash.Of64(eventId));

    /// <summary>Remembers that an event was seen that is neither an error nor a candidate.</summary>
    public void AddId(string eventId, DateTimeOffset time, ResourceState subject)
    {
        var id = StableHash.Of64(eventId);
        if (_ids.Add(id))
            _byTime.Enqueue((id, subject), time);
    }

    public void Add(Episode episode)
    {
        var id = StableHash.Of64(episode.EventId);
        _ids.Add(id);
        _byTime.Enqueue((id, episode), episode.Time);
        if (episode.IsCandidate)
            episode.Subject.Candidates.Add(episode);
        if (episode.IsError)
            episode.Subject.Errors.Add(episode);
        topology.Note(episode.Subject);
    }

    /// <summary>Gives an episode a later time.</summary>
    public static void Move(Episode episode, DateTimeOffset time)
    {
        if (episode.IsCandidate)
            episode.Subject.Candidates.Remove(episode);
        if (episode.IsError)
            episode.Subject.Errors.Remove(episode);
        episode.Time = time;
        if (episode.IsCandidate)
            episode.Subject.Candidates.Add(episode);
        if (episode.IsError)
            episode.Subject.Errors.Add(episode);
    }

    /// <summary>Forgets what happened before <paramref name="cutoff"/>.</summary>
    public void Prune(DateTimeOffset cutoff)
    {
        while (_byTime.TryDequeue(cutoff, out var oldest))
        {
            var episode = oldest.What as Episode;
            if (episode?.Time >= cutoff)
            {
                // It has occurred again since.
                _byTime.Enqueue(oldest, episode.Time);
                continue;
            }
            _ids.Remove(oldest.Id);
            if (episode is not null)
                Forget(episode);
            var subject = episode?.Subject ?? (ResourceState)oldest.What;
            topology.Note(subject);
            if (subject.IsForgettable)
                topology.Remove(subject);
        }
    }

    /// <summary>Takes an episode off the lists of its object.</summary>
    public void Forget(Episode episode)
    {
        if (episode.IsCandidate)
            episode.Subject.Candidates.Remove(episode);
        if (episode.IsError)
            episode.Subject.Errors.Remove(episode);
        Forgotten?.Invoke(episode);
        LogFolding.Forget(episode);
    }
}
