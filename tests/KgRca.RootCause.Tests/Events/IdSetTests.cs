using CsCheck;
using KgRca.RootCause.Events;

namespace KgRca.RootCause.Tests.Events;

public sealed class IdSetTests
{
    // Few tables and few homes, so that runs are long and wrap around.
    private static readonly Gen<ulong> Crowded = Gen.Select(Gen.ULong[0, 3], Gen.ULong[0, 12], Gen.ULong[0, 2])
        .Select((table, home, rest) => home * (ulong.MaxValue / 12) + (rest << 20) + table);

    [Fact]
    public void AddAndRemove_InAnyOrder_AnswersAsAHashSetDoes() =>
        Gen.Select(Gen.Frequency((3, Gen.Const(true)), (2, Gen.Const(false))), Crowded)
            .Array[0, 300]
            .Sample(
                steps =>
                {
                    var (set, model) = (new IdSet(), new HashSet<ulong>());
                    foreach (var (isAdd, hash) in steps)
                    {
                        if (isAdd)
                        {
                            // Zero and one are one.
                            if (set.Add(hash) != model.Add(hash == 0 ? 1 : hash))
                                return false;
                        }
                        else
                        {
                            set.Remove(hash);
                            model.Remove(hash == 0 ? 1 : hash);
                        }
                    }
                    return steps.All(step =>
                        set.Contains(step.Item2) == model.Contains(step.Item2 == 0 ? 1 : step.Item2)
                    );
                },
                iter: 3_000
            );

    [Fact]
    public void Add_ManyHashes_FindsThemAll()
    {
        var set = new IdSet();
        var random = new Random(1);
        var hashes = Enumerable.Range(0, 200_000).Select(_ => (ulong)random.NextInt64()).ToList();
        foreach (var hash in hashes)
            set.Add(hash);
        Assert.All(hashes, hash => Assert.True(set.Contains(hash)));
        Assert.False(set.Contains(ulong.MaxValue));
    }
}
