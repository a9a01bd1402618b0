namespace KgRca.RootCause.Events;

/// <summary>Episodes in the order of their times, then their ids. Cheap where they come roughly in order.</summary>
internal sealed class EpisodeList
{
    private readonly List<Episode> _items = [];

    public int Count => _items.Count;

    public Episode this[int index] => _items[index];

    public void Add(Episode episode)
    {
        var index = _items.Count;
        while (index > 0 && Compare(_items[index - 1], episode) > 0)
            index--;
        _items.Insert(index, episode);
    }

    public void Remove(Episode episode)
    {
        var index = _items.IndexOf(episode);
        if (index >= 0)
            _items.RemoveAt(index);
    }

    /// <summary>The episode of an id; null where it is not among them. The latest are looked at first.</summary>
    public Episode? Find(string eventId)
    {
        for (var i = _items.Count - 1; i >= 0; i--)
            if (_items[i].EventId == eventId)
                return _items[i];
        return null;
    }

    /// <summary>The earliest that is sought; null where there is none.</summary>
    public Episode? Find(Func<Episode, bool> isSought)
    {
        foreach (var episode in _items)
            if (isSought(episode))
                return episode;
        return null;
    }

    /// <summary>Whether one of them is as is sought.</summary>
    public bool Exists(Func<Episode, bool> isSought)
    {
        for (var i = 0; i < _items.Count; i++)
            if (isSought(_items[i]))
                return true;
        return false;
    }

    /// <summary>The index of the first episode at or after a time.</summary>
    public int IndexAtOrAfter(DateTimeOffset time)
    {
        var (low, high) = (0, _items.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_items[middle].Time < time)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static int Compare(Episode left, Episode right) =>
        left.Time != right.Time ? left.Time.CompareTo(right.Time) : string.CompareOrdinal(left.EventId, right.EventId);
}
