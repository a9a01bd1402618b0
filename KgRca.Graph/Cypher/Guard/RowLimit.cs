using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Guard;

/// <summary>Limits how many rows a query returns, however it is written.</summary>
internal static class RowLimit
{
    /// <summary>The query with a <c>LIMIT</c> in each part that has none or a larger one.</summary>
    public static Query Apply(Query query, long limit) =>
        query with
        {
            Parts = [.. query.Parts.Select(part => Apply(part, limit))],
        };

    private static SingleQuery Apply(SingleQuery part, long limit)
    {
        var last = part.Clauses[^1];
        if (last is not Projection { IsReturn: true } returned)
            return part;
        var limited = returned with { Limit = Lower(returned.Limit, limit) };
        return new SingleQuery([.. part.Clauses.SkipLast(1), limited]);
    }

    /// <summary>What a parameter says is known only when the query runs; who reads the rows stops in time.</summary>
    private static Expression Lower(Expression? own, long limit) =>
        own switch
        {
            null => new Literal(limit),
            Literal { Value: long value } when value > limit => new Literal(limit),
            _ => own,
        };
}
