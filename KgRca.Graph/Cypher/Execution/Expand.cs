using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Execution;

/// <summary>What a step along relationships needs to know.</summary>
/// <param name="From">The slot of the node to go from.</param>
/// <param name="To">The slot of the node at the other end.</param>
/// <param name="IsInto">Whether that node is there, and must be the one.</param>
/// <param name="Relationship">The slot of the relationship, or of the list of them.</param>
/// <param name="Direction">The way to go.</param>
/// <param name="Types">The types to follow; null for any.</param>
/// <param name="Others">The slots of relationships, or lists of them, that must be others.</param>
internal sealed record ExpandStep(
    int From,
    int To,
    bool IsInto,
    int Relationship,
    Direction Direction,
    IReadOnlyList<string>? Types,
    int[] Others
)
{
    /// <summary>Whether a relationship is none of the others.</summary>
    public bool IsNew(CypherRelationship relationship, object?[] row)
    {
        foreach (var slot in Others)
        {
            if (row[slot] is CypherRelationship other && other.Id == relationship.Id)
                return false;
            if (row[slot] is CypherList list && Contains(list, relationship))
                return false;
        }
        return true;
    }

    /// <summary>The node in a slot; null for null.</summary>
    public static CypherNode? Node(object? value) =>
        value switch
        {
            null => null,
            CypherNode node => node,
            _ => throw new CypherException(
                CypherErrorKind.TypeError,
                "InvalidArgumentType",
                $"A {CypherType.Name(value)} cannot be matched as a node."
            ),
        };

    /// <summary>The other end of a relationship.</summary>
    public static CypherNode OtherEnd(CypherRelationship relationship, CypherNode node) =>
        relationship.StartId == node.Id ? relationship.End : relationship.Start;

    private static bool Contains(CypherList list, CypherRelationship relationship)
    {
        foreach (var item in list)
            if (item is CypherRelationship other && other.Id == relationship.Id)
                return true;
        return false;
    }
}

/// <summary>For each row, each relationship of a node, with the node at its other end.</summary>
internal sealed class Expand(Operator input, ExpandStep step) : Operator
{
    public override string Name => step.IsInto ? "ExpandInto" : "Expand";

    public override IReadOnlyList<Operator> Inputs => [input];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        foreach (var row in input.Rows(run))
        {
            if (ExpandStep.Node(row[step.From]) is not { } from)
                continue;
            var to = step.IsInto ? ExpandStep.Node(row[step.To]) : null;
            if (step.IsInto && to is null)
                continue;
            foreach (var relationship in run.Graph.Expand(from, step.Direction, step.Types))
            {
                run.Budget.Touch();
                if (
                    to is not null
                    && (relationship.StartId == from.Id ? relationship.EndId : relationship.StartId) != to.Id
                )
                    continue;
                if (!step.IsNew(relationship, row))
                    continue;
                row[step.Relationship] = relationship;
                if (to is null)
                    row[step.To] = ExpandStep.OtherEnd(relationship, from);
                yield return row;
            }
        }
    }
}
