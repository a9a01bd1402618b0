using CsCheck;
using KgRca.Contracts.Captures;
using KgRca.Scenarios;

namespace KgRca.GraphBuilder.Tests.Engines;

/// <summary>Sending lines again is harmless: whichever, in whatever chunks, once their answers were lost.</summary>
public sealed class ResendTests
{
    private static readonly DateTimeOffset ArrivedAt = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly List<CaptureRecord> _records = [.. ShopScenario.Generate()];

    [Fact]
    public async Task Process_PartSentAgain_LeavesTheGraphEqual()
    {
        var whole = await BuildAsync([], 500);
        await Gen.Select(Gen.Int[0, _records.Count], Gen.Int[0, _records.Count], Gen.Int[1, 200])
            .SampleAsync(
                async (from, to, chunk) =>
                {
                    var again = _records[Math.Min(from, to)..Math.Max(from, to)];
                    Assert.Equal(whole, await BuildAsync(again, chunk));
                },
                iter: 20,
                threads: 1
            );
    }

    [Fact]
    public async Task Process_WholeSentAgain_LeavesTheGraphEqual() =>
        Assert.Equal(await BuildAsync([], 500), await BuildAsync(_records, 500));

    [Fact]
    public async Task Process_PrefixSentAgainOnTheWay_LeavesTheGraphEqual()
    {
        var whole = await BuildAsync([], 500);
        await Gen.Select(Gen.Int[1, _records.Count], Gen.Int[1, 300])
            .SampleAsync(
                async (at, length) =>
                {
                    await using var built = new BuiltGraph();
                    await built.SendAsync(_records[..at], ArrivedAt, 100);
                    await built.SendAsync(_records[Math.Max(0, at - length)..], ArrivedAt, 100);
                    Assert.Equal(whole, await built.ExportAsync());
                },
                iter: 20,
                threads: 1
            );
    }

    private async Task<string> BuildAsync(IReadOnlyList<CaptureRecord> again, int chunk)
    {
        await using var built = new BuiltGraph();
        await built.SendAsync(_records, ArrivedAt, 500);
        await built.SendAsync(again, ArrivedAt.AddMinutes(1), chunk);
        return await built.ExportAsync();
    }
}
