using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Planning;

/// <summary>A pattern path with a name for every part.</summary>
internal sealed record NamedPath(string? Path, ShortestKind Shortest, Items<string> Nodes, Items<Hop> Hops);

/// <summary>
/// The patterns of a MATCH as a graph: nodes, hops between them, and all conditions, whether written in WHERE or in
/// the pattern.
/// </summary>
internal sealed class PatternGraph
{
    private readonly PlanContext _context;
    private readonly List<Expression> _conditions = [];
    private readonly List<NamedPath> _paths = [];

    private PatternGraph(PlanContext context) => _context = context;

    public IReadOnlyList<NamedPath> Paths => _paths;

    public IReadOnlyList<Expression> Conditions => _conditions;

    public IEnumerable<string> Nodes => _paths.SelectMany(path => path.Nodes).Distinct();

    /// <summary>Reads patterns with their condition.</summary>
    public static PatternGraph Of(Items<PathPattern> patterns, Expression? where, PlanContext context)
    {
        var graph = new PatternGraph(context);
        foreach (var pattern in patterns)
            graph._paths.Add(graph.Read(pattern));
        graph._conditions.AddRange(SyntaxWalk.Conjuncts(where));
        return graph;
    }

    private NamedPath Read(PathPattern pattern)
    {
        var nodes = pattern.Nodes.Select(Read).ToArray();
        var hops = pattern.Relationships.Select((hop, index) => Read(hop, nodes[index], nodes[index + 1])).ToArray();
        return new NamedPath(pattern.Variable, pattern.Shortest, new(nodes), new(hops));
    }

    private string Read(NodePattern node)
    {
        var name = node.Variable ?? _context.NewName("node");
        AddConditions(_conditions, name, node.Label, node.Properties, node.Where);
        return name;
    }

    private Hop Read(RelationshipPattern hop, string left, string right)
    {
        var name = hop.Variable ?? _context.NewName("relationship");
        var types = PlainTypes(hop.Type);
        var rest = types is null ? hop.Type : null;
        var element = hop.Hops is null ? name : _context.NewName("element");
        var conditions = new List<Expression>();
        AddConditions(hop.Hops is null ? _conditions : conditions, element, rest, hop.Properties, hop.Where);
        var direction = hop.Direction switch
        {
            PatternDirection.Right => Direction.Outgoing,
            PatternDirection.Left => Direction.Incoming,
            _ => Direction.Both,
        };
        return new Hop(name, left, right, direction, types, hop.Hops, [.. conditions], element);
    }

    private static void AddConditions(
        List<Expression> conditions,
        string name,
        LabelExpression? label,
        Expression? properties,
        Expression? where
    )
    {
        var variable = new Variable(name);
        foreach (var part in Parts(label))
            conditions.Add(new HasLabel(variable, part));
        if (properties is MapLiteral map)
            conditions.AddRange(
                map.Entries.Select(entry => new Binary(
                    BinaryOperator.Equal,
                    new PropertyAccess(variable, entry.Key),
                    entry.Value
                ))
            );
        conditions.AddRange(SyntaxWalk.Conjuncts(where));
    }

    private static IEnumerable<LabelExpression> Parts(LabelExpression? label) =>
        label switch
        {
            null => [],
            AndLabel and => Parts(and.Left).Concat(Parts(and.Right)),
            _ => [label],
        };

    // The types where they are plain alternatives; null for any type, or for something more complicated.
    private static Items<string>? PlainTypes(LabelExpression? type)
    {
        var names = new List<string>();
        return type is not null && Collect(type) ? [.. names.Distinct()] : default(Items<string>?);

        bool Collect(LabelExpression part)
        {
            if (part is LabelName name)
                names.Add(name.Name);
            return part is LabelName || (part is OrLabel or && Collect(or.Left) && Collect(or.Right));
        }
    }
}
