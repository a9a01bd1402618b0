using KgRca.Graph.Cypher.Functions;
using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Planning;

/// <summary>What is to be done, step by step, each on the rows of the one before.</summary>
/// <param name="Scope">The variables after the step.</param>
/// <param name="Rows">How many rows it is thought to give, for one row of what it starts from.</param>
internal abstract record LogicalPlan(SlotScope Scope, double Rows);

/// <summary>One row: the one that there is when the plan begins.</summary>
internal sealed record LogicalArgument(SlotScope Scope) : LogicalPlan(Scope, 1);

/// <summary>For each row, each node: those with a label, or all.</summary>
internal sealed record LogicalNodeScan(LogicalPlan Input, SlotScope Scope, double Rows, string Node, string? Label)
    : LogicalPlan(Scope, Rows);

/// <summary>For each row, each node with a label that an index has for a property's value.</summary>
internal sealed record LogicalNodeSeek(
    LogicalPlan Input,
    SlotScope Scope,
    double Rows,
    string Node,
    string Label,
    string Property,
    Expression Value
) : LogicalPlan(Scope, Rows);

/// <summary>For each row, the node with an element id.</summary>
internal sealed record LogicalNodeById(
    LogicalPlan Input,
    SlotScope Scope,
    double Rows,
    string Node,
    Expression ElementId
) : LogicalPlan(Scope, Rows);

/// <summary>For each row, each relationship of a node, with the node at its other end.</summary>
/// <param name="Input">The rows.</param>
/// <param name="Scope">The variables after the step.</param>
/// <param name="Rows">The estimate.</param>
/// <param name="Hop">What is followed.</param>
/// <param name="From">The node that is there.</param>
/// <param name="To">The node at the other end.</param>
/// <param name="IsInto">Whether <paramref name="To"/> is there too, and must be the one.</param>
/// <param name="Others">The relationships of the same MATCH, which must be others.</param>
internal sealed record LogicalExpand(
    LogicalPlan Input,
    SlotScope Scope,
    double Rows,
    Hop Hop,
    string From,
    string To,
    bool IsInto,
    Items<string> Others
) : LogicalPlan(Scope, Rows);

/// <summary>For each row whose relationship is there already: its ends, as the pattern has them.</summary>
internal sealed record LogicalEnds(
    LogicalPlan Input,
    SlotScope Scope,
    double Rows,
    Hop Hop,
    Items<string> BoundNodes,
    Items<string> Others
) : LogicalPlan(Scope, Rows);

/// <summary>For each row, the shortest path, or all shortest, between two nodes that are there.</summary>
internal sealed record LogicalShortestPath(
    LogicalPlan Input,
    SlotScope Scope,
    double Rows,
    Hop Hop,
    bool All,
    string? Path
) : LogicalPlan(Scope, Rows);

/// <summary>The path that a pattern's nodes and relationships make.</summary>
internal sealed record LogicalPath(
    LogicalPlan Input,
    SlotScope Scope,
    string Path,
    Items<string> Nodes,
    Items<Hop> Hops
) : LogicalPlan(Scope, Input.Rows);

/// <summary>The rows for which a condition holds.</summary>
internal sealed record LogicalFilter(LogicalPlan Input, double Rows, Expression Condition)
    : LogicalPlan(Input.Scope, Rows);

/// <summary>For each row, the rows of another plan; where there are none, one with nulls.</summary>
internal sealed record LogicalOptional(LogicalPlan Input, LogicalPlan Inner, Items<string> Nullable)
    : LogicalPlan(Inner.Scope, Math.Max(Input.Rows, Inner.Rows * Input.Rows));

/// <summary>For each row, the rows of another plan.</summary>
internal sealed record LogicalApply(LogicalPlan Input, LogicalPlan Inner, SlotScope Scope, bool ReturnsRows)
    : LogicalPlan(Scope, Input.Rows * Math.Max(1, Inner.Rows));

/// <summary>For each row, each element of a list.</summary>
internal sealed record LogicalUnwind(
    LogicalPlan Input,
    SlotScope Scope,
    double Rows,
    string Variable,
    Expression Source
) : LogicalPlan(Scope, Rows);

/// <summary>For each row, each row that a procedure returns.</summary>
internal sealed record LogicalCall(
    LogicalPlan Input,
    SlotScope Scope,
    double Rows,
    CypherProcedure Procedure,
    Items<Expression> Arguments,
    Items<YieldItem> Yield
) : LogicalPlan(Scope, Rows);

/// <summary>Values computed from a row.</summary>
internal sealed record LogicalProject(LogicalPlan Input, SlotScope Scope, Items<Computed> Columns)
    : LogicalPlan(Scope, Input.Rows);

/// <summary>A value computed from a row, and where it goes.</summary>
internal sealed record Computed(string Name, Expression Value, int Slot);

/// <summary>A value computed from the rows of a group, and where it goes.</summary>
internal sealed record ComputedAggregate(FunctionCall Call, CypherAggregate Aggregate, int Slot);

/// <summary>Groups of rows with equal keys, one row for each.</summary>
internal sealed record LogicalAggregate(
    LogicalPlan Input,
    SlotScope Scope,
    double Rows,
    Items<Computed> Keys,
    Items<ComputedAggregate> Aggregates
) : LogicalPlan(Scope, Rows);

/// <summary>The rows that differ in some column from all before.</summary>
internal sealed record LogicalDistinct(LogicalPlan Input, Items<string> Columns, double Rows)
    : LogicalPlan(Input.Scope, Rows);

/// <summary>The rows in an order; with <paramref name="Top"/>, only the first of them.</summary>
internal sealed record LogicalSort(
    LogicalPlan Input,
    double Rows,
    Items<SortItem> Keys,
    Items<string> Kept,
    Expression? Skip,
    Expression? Top
) : LogicalPlan(Input.Scope, Rows);

/// <summary>The rows after the first ones.</summary>
internal sealed record LogicalSkip(LogicalPlan Input, double Rows, Expression Count) : LogicalPlan(Input.Scope, Rows);

/// <summary>The first rows.</summary>
internal sealed record LogicalLimit(LogicalPlan Input, double Rows, Expression Count) : LogicalPlan(Input.Scope, Rows);

/// <summary>The same rows with other variables in sight.</summary>
internal sealed record LogicalScope(LogicalPlan Input, SlotScope Scope) : LogicalPlan(Scope, Input.Rows);

/// <summary>The rows of several plans, one after the other.</summary>
internal sealed record LogicalUnion(Items<LogicalPlan> Parts, SlotScope Scope)
    : LogicalPlan(Scope, Parts.Sum(part => part.Rows));

/// <summary>A relationship of a pattern, between two of its nodes.</summary>
/// <param name="Name">Its variable.</param>
/// <param name="Left">The node on its left.</param>
/// <param name="Right">The node on its right.</param>
/// <param name="Direction">The way that it points, seen from the left.</param>
/// <param name="Types">The types that it may have; null for any.</param>
/// <param name="Range">How many in a row; null for exactly one.</param>
/// <param name="Conditions">Where it may be several: what each must fulfil, under the name
/// <paramref name="Element"/>.</param>
/// <param name="Element">The name of one of several.</param>
internal sealed record Hop(
    string Name,
    string Left,
    string Right,
    Direction Direction,
    Items<string>? Types,
    HopRange? Range,
    Items<Expression> Conditions,
    string Element
)
{
    /// <summary>The direction to go from one of its nodes.</summary>
    public Direction From(string node) =>
        node == Left ? Direction
        : Direction == Direction.Outgoing ? Direction.Incoming
        : Direction == Direction.Incoming ? Direction.Outgoing
        : Direction.Both;
}
