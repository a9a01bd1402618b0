using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>Takes in the values of a group one by one and gives their aggregate. Nulls do not count.</summary>
internal interface ICypherAccumulator
{
    /// <summary>Takes in what the aggregation's arguments are for one row.</summary>
    /// <param name="value">The first argument.</param>
    /// <param name="parameter">The second argument, such as the percentile; null for an aggregation without one.</param>
    /// <exception cref="CypherException">An argument has a wrong type or value.</exception>
    void Add(object? value, object? parameter = null);

    /// <summary>The aggregate of what was taken in.</summary>
    object? Result { get; }
}

/// <summary>An aggregation. <c>DISTINCT</c> is the caller's: it passes on each value once.</summary>
/// <param name="Name">The name, as documentation writes it.</param>
/// <param name="Args">How many arguments it takes.</param>
/// <param name="Takes">The types of its first argument.</param>
/// <param name="Returns">The types of the result.</param>
/// <param name="Create">Makes an accumulator for a group.</param>
internal sealed record CypherAggregate(
    string Name,
    int Args,
    CypherTypes Takes,
    CypherTypes Returns,
    Func<ICypherAccumulator> Create
);

/// <summary>All aggregations.</summary>
internal static class CypherAggregates
{
    private const CypherTypes Summable = CypherTypes.Number | CypherTypes.Duration;

    private static readonly Dictionary<string, CypherAggregate> ByName = new CypherAggregate[]
    {
        new("count", 1, CypherTypes.Any, CypherTypes.Integer, () => new Count()),
        new("collect", 1, CypherTypes.Any, CypherTypes.List, () => new Collect()),
        new("sum", 1, Summable, Summable, () => new Sum()),
        new("avg", 1, Summable, CypherTypes.Float | CypherTypes.Duration, () => new Average()),
        new("min", 1, CypherTypes.Any, CypherTypes.Any, () => new Extreme(-1)),
        new("max", 1, CypherTypes.Any, CypherTypes.Any, () => new Extreme(1)),
        new("stDev", 1, CypherTypes.Number, CypherTypes.Float, () => new StandardDeviation(isSample: true)),
        new("stDevP", 1, CypherTypes.Number, CypherTypes.Float, () => new StandardDeviation(isSample: false)),
        new("percentileCont", 2, CypherTypes.Number, CypherTypes.Float, () => new Percentile(isContinuous: true)),
        new("percentileDisc", 2, CypherTypes.Number, CypherTypes.Number, () => new Percentile(isContinuous: false)),
    }.ToDictionary(aggregate => aggregate.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The aggregation with a name, whose case does not matter; null if there is none.</summary>
    public static CypherAggregate? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>An accumulator for <c>count(*)</c>, which counts whatever it is given, nulls included.</summary>
    public static ICypherAccumulator CountRows() => new RowCount();
}
