namespace KgRca.RootCause.Events;

/// <summary>
/// Items by time, the oldest first: a priority queue for each two seconds, so that a million items are added and taken
/// out at the price of a few thousand. Not thread-safe.
/// </summary>
internal sealed class ExpiryQueue<T>
{
    private const long SliceTicks = 2 * TimeSpan.TicksPerSecond;

    private readonly SortedDictionary<long, PriorityQueue<T, long>> _slices = [];
    private (long Number, PriorityQueue<T, long> Items)? _first;

    /// <summary>Adds an item.</summary>
    public void Enqueue(T item, DateTimeOffset time)
    {
        var number = Math.DivRem(time.UtcTicks, SliceTicks).Quotient;
        if (!_slices.TryGetValue(number, out var slice))
        {
            _slices.Add(number, slice = new PriorityQueue<T, long>());
            if (_first is null || number < _first.Value.Number)
                _first = (number, slice);
        }
        slice.Enqueue(item, time.UtcTicks);
    }

    /// <summary>Takes the oldest item out, if it is older than a time.</summary>
    public bool TryDequeue(DateTimeOffset before, out T item)
    {
        item = default!;
        if (_first is not { } first || !first.Items.TryPeek(out _, out var ticks) || ticks >= before.UtcTicks)
            return false;
        item = first.Items.Dequeue();
        if (first.Items.Count > 0)
            return true;
        _slices.Remove(first.Number);
        _first = null;
        foreach (var (number, items) in _slices)
        {
            _first = (number, items);
            break;
        }
        return true;
    }
}
