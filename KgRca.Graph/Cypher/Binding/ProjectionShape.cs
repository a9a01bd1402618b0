using KgRca.Graph.Cypher.Functions;
using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Binding;

/// <summary>An aggregation of a projection, computed under a name of its own.</summary>
internal sealed record AggregateCall(string Name, FunctionCall Call);

/// <summary>A column as it is computed: from the input or, where the projection aggregates, from the groups.</summary>
internal sealed record ShapedItem(string Name, Expression Value, bool IsAggregated);

/// <summary>
/// A projection taken apart. Where it aggregates, columns without aggregations are the keys of the groups; the others,
/// and what the rows are ordered by, are computed from keys and aggregates.
/// </summary>
internal sealed class ProjectionShape
{
    // A name that no variable of a query can have by accident.
    private const string Prefix = "\u0001aggregate";

    private readonly List<AggregateCall> _aggregates = [];

    private ProjectionShape(Projection projection, IReadOnlyList<ProjectionItem> items)
    {
        Written = items;
        Aggregates = items.Any(item => Contains(item.Value));
        IsClosed = Aggregates || projection.IsDistinct;
        Columns = [.. items.Select(Shape)];
        ColumnAggregates = _aggregates.Count;
        OrderBy = [.. projection.OrderBy.Select(item => item with { Value = Reach(item.Value) })];
        Where = projection.Where is { } where ? Reach(where) : null;
    }

    /// <summary>The columns as written, those of <c>*</c> included.</summary>
    public IReadOnlyList<ProjectionItem> Written { get; }

    /// <summary>Whether rows are put into groups.</summary>
    public bool Aggregates { get; }

    /// <summary>Whether <c>ORDER BY</c> and <c>WHERE</c> see the columns only, not what was there before.</summary>
    public bool IsClosed { get; }

    /// <summary>The columns.</summary>
    public IReadOnlyList<ShapedItem> Columns { get; }

    /// <summary>What the rows are ordered by, in terms of the columns where it can be.</summary>
    public IReadOnlyList<SortItem> OrderBy { get; }

    /// <summary>The condition of <c>WITH</c>, in terms of the columns where it can be.</summary>
    public Expression? Where { get; }

    /// <summary>The aggregations to compute for each group.</summary>
    public IReadOnlyList<AggregateCall> AggregateCalls => _aggregates;

    /// <summary>How many of them are in the columns; the others are only in what the rows are ordered by.</summary>
    public int ColumnAggregates { get; }

    /// <summary>Takes a projection apart.</summary>
    /// <param name="projection">The projection.</param>
    /// <param name="names">The variables before it, which <c>*</c> stands for.</param>
    public static ProjectionShape Of(Projection projection, IEnumerable<string> names)
    {
        var star = projection.IsStar
            ? names.Select(name => new ProjectionItem(new Variable(name) { At = projection.At }, name, true))
            : [];
        return new ProjectionShape(projection, [.. star, .. projection.Entries]);
    }

    /// <summary>Whether an expression aggregates.</summary>
    public static bool Contains(Expression expression) => SyntaxWalk.SelfAndInside(expression).Any(IsAggregate);

    /// <summary>Whether an expression may be repeated beside an aggregation: a variable, or a property of one.</summary>
    public static bool IsSimple(Expression expression) =>
        expression is Variable || (expression is PropertyAccess access && IsSimple(access.Target));

    private static bool IsAggregate(Expression expression) =>
        expression is FunctionCall call && CypherAggregates.Find(call.Name) is not null;

    private ShapedItem Shape(ProjectionItem item) =>
        Contains(item.Value)
            ? new ShapedItem(item.Name, OverGroups(item.Value), true)
            : new ShapedItem(item.Name, item.Value, false);

    private Expression Reach(Expression expression) =>
        Aggregates && Contains(expression) ? OverGroups(expression)
        : IsClosed ? OverColumns(expression, _ => true)
        : OverColumns(expression, item => item.Value is not Variable);

    private Expression OverGroups(Expression expression) =>
        SyntaxRewrite.Replace(
            expression,
            part => IsAggregate(part) ? Aggregate((FunctionCall)part) : Column(part, item => IsSimple(item.Value))
        );

    private Expression OverColumns(Expression expression, Func<ProjectionItem, bool> where) =>
        SyntaxRewrite.Replace(expression, part => Column(part, where));

    private Variable? Column(Expression part, Func<ProjectionItem, bool> where) =>
        Written.FirstOrDefault(item => where(item) && item.Value.Equals(part)) is { } column
            ? new Variable(column.Name) { At = part.At }
            : null;

    private Variable Aggregate(FunctionCall call)
    {
        var known = _aggregates.Find(aggregate => aggregate.Call.Equals(call));
        if (known is null)
            _aggregates.Add(known = new AggregateCall($"{Prefix}{_aggregates.Count}", call));
        return new Variable(known.Name) { At = call.At };
    }
}
