using KgRca.Graph.Cypher.Syntax;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Binding;

/// <summary>Checks patterns that are to be matched, and finds the variables that they bring.</summary>
internal sealed class PatternCheck(CheckContext context, ExpressionCheck expressions)
{
    /// <summary>The scope with the patterns' variables.</summary>
    public Scope Bind(Items<PathPattern> patterns, Scope scope)
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        var inner = patterns.Aggregate(scope, (all, pattern) => BindPath(pattern, all, own));
        foreach (var pattern in patterns)
            CheckExpressions(pattern, inner);
        return inner;
    }

    private Scope BindPath(PathPattern pattern, Scope scope, HashSet<string> own)
    {
        for (var i = 0; i < pattern.Nodes.Count; i++)
        {
            scope = BindNode(pattern.Nodes[i], scope);
            if (i < pattern.Relationships.Count)
                scope = BindRelationship(pattern.Relationships[i], scope, own);
        }
        CheckShortest(pattern);
        if (pattern.Variable is not { } name)
            return scope;
        if (scope.Find(name) is not null)
            throw context.Error("VariableAlreadyBound", $"'{name}' is a variable already", pattern.At);
        return scope.With(name, StaticType.Path);
    }

    private void CheckShortest(PathPattern pattern)
    {
        if (pattern.Shortest != ShortestKind.None && pattern.Relationships.Count != 1)
            throw context.Error(
                "UnexpectedSyntax",
                "A shortest path has one relationship pattern between two nodes",
                pattern.At
            );
    }

    private Scope BindNode(NodePattern node, Scope scope)
    {
        if (node.Properties is Parameter)
            throw ParameterAsProperties(node.Properties.At);
        if (node.Variable is not { } name)
            return scope;
        if (scope.Find(name) is { } known && !known.MayBe(CypherTypes.Node))
            throw Conflict(name, known, "a node", node.At);
        return scope.With(name, StaticType.Node);
    }

    private Scope BindRelationship(RelationshipPattern hop, Scope scope, HashSet<string> own)
    {
        if (hop.Properties is Parameter)
            throw ParameterAsProperties(hop.Properties.At);
        if (hop.Variable is not { } name)
            return scope;
        var type = hop.Hops is null ? StaticType.Relationship : StaticType.ListOf(CypherTypes.Relationship);
        if (scope.Find(name) is { } known)
        {
            var isElsewhere = !known.MayBe(type.Types) || (known.Elements & type.Elements) == CypherTypes.None;
            if (isElsewhere)
                throw Conflict(name, known, hop.Hops is null ? "a relationship" : "a list of relationships", hop.At);
            if (own.Contains(name))
                throw context.Error(
                    "RelationshipUniquenessViolation",
                    $"'{name}' stands twice in one MATCH, where no relationship matches twice",
                    hop.At
                );
        }
        own.Add(name);
        return scope.With(name, type);
    }

    private void CheckExpressions(PathPattern pattern, Scope scope)
    {
        foreach (var node in pattern.Nodes)
            Check(node.Properties, node.Where);
        foreach (var hop in pattern.Relationships)
            Check(hop.Properties, hop.Where);

        void Check(Expression? properties, Expression? where)
        {
            if (properties is not null)
                expressions.Check(properties, scope, Allowed.Values);
            if (where is not null)
                expressions.CheckCondition(where, scope);
        }
    }

    private CypherException ParameterAsProperties(Position at) =>
        context.Error("InvalidParameterUse", "A parameter cannot stand for all properties of a pattern", at);

    private CypherException Conflict(string name, StaticType known, string wanted, Position at) =>
        context.Error("VariableTypeConflict", $"'{name}' is a {known.Types}, and cannot be {wanted} too", at);
}
