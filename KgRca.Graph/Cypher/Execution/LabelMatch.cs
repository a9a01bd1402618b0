using KgRca.Graph.Cypher.Syntax;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Execution;

/// <summary>Whether nodes and relationships have labels or types.</summary>
internal static class LabelMatch
{
    /// <summary>A function that tells it; null for null.</summary>
    public static Evaluator Compile(Evaluator target, LabelExpression label) =>
        run =>
            target(run) switch
            {
                null => null,
                CypherNode node => Holds(label, node.Labels),
                CypherRelationship relationship => Holds(label, [relationship.Type]),
                var other => throw new CypherException(
                    CypherErrorKind.TypeError,
                    "InvalidArgumentType",
                    $"A {CypherType.Name(other)} has no labels."
                ),
            };

    private static bool Holds(LabelExpression expression, IReadOnlyList<string> labels) =>
        expression switch
        {
            LabelName label => labels.Contains(label.Name),
            AnyLabel => labels.Count > 0,
            NotLabel not => !Holds(not.Operand, labels),
            AndLabel and => Holds(and.Left, labels) && Holds(and.Right, labels),
            OrLabel or => Holds(or.Left, labels) || Holds(or.Right, labels),
            _ => throw new InvalidOperationException($"{expression.GetType().Name} is no label expression."),
        };
}
