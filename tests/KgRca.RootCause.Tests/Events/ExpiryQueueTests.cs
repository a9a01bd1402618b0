using CsCheck;
using KgRca.RootCause.Events;

namespace KgRca.RootCause.Tests.Events;

public sealed class ExpiryQueueTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TryDequeue_AnyTimes_GivesTheOlderOnesOldestFirst() =>
        Gen.Select(Gen.Int[-5_000, 20_000].Array[0, 100], Gen.Int[-6_000, 21_000].Array[1, 5])
            .Sample(
                (times, cutoffs) =>
                {
                    var queue = new ExpiryQueue<int>();
                    foreach (var time in times)
                        queue.Enqueue(time, Start.AddMilliseconds(time));
                    var waiting = times.Order().ToList();
                    foreach (var cutoff in cutoffs)
                    {
                        var expected = waiting.Where(time => time < cutoff).ToList();
                        var taken = new List<int>();
                        while (queue.TryDequeue(Start.AddMilliseconds(cutoff), out var item))
                            taken.Add(item);
                        Assert.Equal(expected, taken);
                        waiting.RemoveRange(0, expected.Count);
                    }
                },
                iter: 2_000
            );

    [Fact]
    public void Enqueue_AfterAllWereTaken_IsFound()
    {
        var queue = new ExpiryQueue<string>();
        queue.Enqueue("late", Start.AddMinutes(1));
        Assert.True(queue.TryDequeue(Start.AddMinutes(2), out _));
        queue.Enqueue("early", Start);
        Assert.False(queue.TryDequeue(Start, out _));
        Assert.True(queue.TryDequeue(Start.AddTicks(1), out var item));
        Assert.Equal("early", item);
    }
}
