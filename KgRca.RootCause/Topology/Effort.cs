namespace KgRca.RootCause.Topology;

/// <summary>
/// How much is looked at, so that no record costs more than so much, however large the cluster is. It counts objects,
/// not time: answers do not depend on the machine.
/// </summary>
/// <param name="mostPerLook">How many objects one look may take: an inspection of an object, the search for what a
/// change concerns, or the ranking of an incident.</param>
/// <param name="mostPerRecord">How many objects a record may take, but for the look in which that is reached.</param>
internal sealed class Effort(int mostPerLook = Effort.Most, int mostPerRecord = Effort.Most)
{
    private const int Most = 10_000;

    private long _endOfLook = long.MaxValue;
    private long _endOfRecord = long.MaxValue;

    /// <summary>How many objects one look may take.</summary>
    public int MostPerLook { get; } = mostPerLook;

    /// <summary>How many objects were looked at in all.</summary>
    public long Visited { get; private set; }

    /// <summary>Whether what a record may take is used up: what is still to be done waits for the next.</summary>
    public bool IsSpent => Visited >= _endOfRecord;

    /// <summary>A record has come.</summary>
    public void BeginRecord() => _endOfRecord = Visited + mostPerRecord;

    /// <summary>A look begins.</summary>
    public void BeginLook() => _endOfLook = Visited + MostPerLook;

    /// <summary>A look ends.</summary>
    /// <returns>Whether all was seen that it wanted to see.</returns>
    public bool EndLook()
    {
        var isWhole = Visited < _endOfLook;
        _endOfLook = long.MaxValue;
        return isWhole;
    }

    /// <summary>An object is looked at.</summary>
    /// <returns>Whether there is room for it: where there is none, the look is not whole.</returns>
    public bool TryVisit() => TryVisit(1);

    /// <summary>Objects are looked at.</summary>
    /// <returns>As for one.</returns>
    public bool TryVisit(int objects)
    {
        if (Visited >= _endOfLook)
            return false;
        Visited += objects;
        return true;
    }
}
