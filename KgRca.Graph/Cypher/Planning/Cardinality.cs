using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Planning;

/// <summary>Estimates of how many rows a step gives.</summary>
internal sealed class Cardinality(IGraphSnapshot graph, IReadOnlyList<Expression> conditions)
{
    private const double Equality = 0.1;
    private const double IndexedEquality = 0.01;
    private const double Other = 0.5;

    private readonly double _allNodes = Math.Max(1, graph.CountNodes(null));

    /// <summary>How many nodes fit a variable by its label.</summary>
    public double Nodes(string node)
    {
        var labels = LabelsOf(node).Select(label => (double)graph.CountNodes(label)).ToList();
        return labels.Count > 0 ? labels.Min() : _allNodes;
    }

    /// <summary>How many relationships of a hop a node has that stands at one of its ends.</summary>
    public double Degree(Hop hop, string from)
    {
        var relationships = hop.Types is { } types
            ? types.Sum(type => (double)graph.CountRelationships(type))
            : graph.CountRelationships(null);
        if (hop.Direction == Direction.Both)
            relationships *= 2;
        var degree = relationships / Math.Max(1, Nodes(from));
        if (hop.Range is not { } range)
            return degree;
        var rows = range.Min == 0 ? 1.0 : 0.0;
        for (var length = Math.Max(1, range.Min); length <= Math.Min(range.Max, range.Min + 4); length++)
            rows += Math.Pow(degree, length);
        return rows;
    }

    /// <summary>Which part of all nodes fits a variable by its label.</summary>
    public double Share(string node) => Math.Min(1, Nodes(node) / _allNodes);

    /// <summary>Which part of the rows a condition lets through.</summary>
    public static double Selectivity(Expression condition) =>
        condition switch
        {
            HasLabel => 1,
            Binary { Operator: BinaryOperator.Equal } => Equality,
            _ => Other,
        };

    /// <summary>How many nodes an index is thought to have for one value.</summary>
    public double Seek(string label) => Math.Max(1, graph.CountNodes(label) * IndexedEquality);

    /// <summary>The labels that a node must have.</summary>
    public IEnumerable<string> LabelsOf(string node) =>
        conditions
            .OfType<HasLabel>()
            .Where(condition => condition.Target is Variable variable && variable.Name == node)
            .Select(condition => condition.Label)
            .OfType<LabelName>()
            .Select(label => label.Name);

    /// <summary>What a node's properties must equal.</summary>
    public IEnumerable<(Expression Property, Expression Value)> EqualitiesOf(string node) =>
        conditions
            .OfType<Binary>()
            .Where(condition => condition.Operator == BinaryOperator.Equal)
            .SelectMany(condition => new[] { (condition.Left, condition.Right), (condition.Right, condition.Left) })
            .Where(pair => IsOf(pair.Item1, node));

    private static bool IsOf(Expression expression, string node) =>
        expression switch
        {
            PropertyAccess { Target: Variable variable } => variable.Name == node,
            FunctionCall { Arguments: [Variable variable] } call => variable.Name == node
                && call.Name.Equals("elementId", StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
}
