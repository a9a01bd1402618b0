using KgRca.Graph.Cypher;
using KgRca.Graph.Cypher.Functions;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Cypher.Tests.Functions;

public sealed class AggregateTests
{
    public static TheoryData<string, object?[], string> Groups =>
        new()
        {
            { "count", [1L, null, 2L], "2" },
            { "collect", [1L, null, "a"], "[1, 'a']" },
            { "sum", [1L, null, 2L], "3" },
            { "sum", [1L, 0.5], "1.5" },
            { "sum", [], "0" },
            { "sum", [new CypherDuration(1, 0, 0, 0), new CypherDuration(0, 2, 0, 0)], "'P1M2D'" },
            { "avg", [1L, 2L], "1.5" },
            { "avg", [null], "null" },
            { "avg", [new CypherDuration(0, 4, 0, 0), new CypherDuration(0, 0, 0, 0)], "'P2D'" },
            { "min", [1L, "a", new CypherList([1L, 2L]), 0.2], "[1, 2]" },
            { "max", [1L, "a", null, 0.2, "b"], "1" },
            { "max", [], "null" },
            { "stDev", [2L, 4L, 4L, 4L, 5L, 5L, 7L, 9L], "2.138089935299395" },
            { "stDevP", [2L, 4L, 4L, 4L, 5L, 5L, 7L, 9L], "2.0" },
            { "stDev", [2L], "0.0" },
        };

    [Theory]
    [MemberData(nameof(Groups))]
    public void Result_OfAGroup_IsItsAggregate(string name, object?[] values, string expected)
    {
        var accumulator = Create(name);
        foreach (var value in values)
            accumulator.Add(value);
        Assert.Equal(expected, CypherText.Format(accumulator.Result));
    }

    [Theory]
    [InlineData("percentileDisc", 0.0, "10")]
    [InlineData("percentileDisc", 0.5, "20")]
    [InlineData("percentileDisc", 0.51, "30")]
    [InlineData("percentileDisc", 1.0, "40")]
    [InlineData("percentileCont", 0.0, "10.0")]
    [InlineData("percentileCont", 0.5, "25.0")]
    [InlineData("percentileCont", 1.0, "40.0")]
    public void Percentile_OfFourValues_IsNearestOrBetween(string name, double percentile, string expected)
    {
        var accumulator = Create(name);
        foreach (var value in new long[] { 40, 10, 30, 20 })
            accumulator.Add(value, percentile);
        Assert.Equal(expected, CypherText.Format(accumulator.Result));
    }

    [Fact]
    public void Percentile_BeyondOne_IsOutOfRange()
    {
        var error = Assert.Throws<CypherException>(() => Create("percentileCont").Add(1L, 1.1));
        Assert.Equal((CypherErrorKind.ArgumentError, "NumberOutOfRange"), (error.Kind, error.Detail));
    }

    [Fact]
    public void Sum_BeyondSixtyFourBits_IsAnError()
    {
        var sum = Create("sum");
        sum.Add(long.MaxValue);
        Assert.Throws<CypherException>(() => sum.Add(1L));
    }

    [Fact]
    public void CountRows_NullRows_CountsThem()
    {
        var count = CypherAggregates.CountRows();
        count.Add(null);
        Assert.Equal(1L, count.Result);
    }

    private static ICypherAccumulator Create(string name) =>
        Assert.IsType<CypherAggregate>(CypherAggregates.Find(name)).Create();
}
