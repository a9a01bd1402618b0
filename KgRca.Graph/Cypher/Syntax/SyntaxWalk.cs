namespace KgRca.Graph.Cypher.Syntax;

/// <summary>What expressions consist of, for those who look for something in them.</summary>
internal static class SyntaxWalk
{
    /// <summary>The expressions directly inside an expression; of patterns, those in their properties and conditions.
    /// What is inside a subquery is not among them.</summary>
    public static IEnumerable<Expression> Children(Expression expression) =>
        expression switch
        {
            PropertyAccess access => [access.Target],
            ListLiteral list => list.Elements,
            MapLiteral map => map.Entries.Select(entry => entry.Value),
            Subscript subscript => [subscript.Target, subscript.Index],
            Slice slice => Present(slice.Target, slice.From, slice.To),
            Unary unary => [unary.Operand],
            Binary binary => [binary.Left, binary.Right],
            HasLabel label => [label.Target],
            FunctionCall call => call.Arguments,
            Case @case => Present(@case.Subject, @case.Else)
                .Concat(@case.Branches.SelectMany(branch => Present(branch.When, branch.Then))),
            ListComprehension list => Present(list.Source, list.Where, list.Projection),
            Quantifier quantifier => [quantifier.Source, quantifier.Where],
            Reduce reduce => [reduce.Initial, reduce.Source, reduce.Body],
            PatternComprehension pattern => Children(pattern.Pattern)
                .Concat(Present(pattern.Where, pattern.Projection)),
            PatternExpression pattern => Children(pattern.Pattern),
            MapProjection map => Present([map.Source, .. map.Entries.Select(entry => entry.Value)]),
            _ => [],
        };

    /// <summary>The expressions in a pattern's properties and conditions.</summary>
    public static IEnumerable<Expression> Children(PathPattern pattern) =>
        pattern
            .Nodes.SelectMany(node => Present(node.Properties, node.Where))
            .Concat(pattern.Relationships.SelectMany(hop => Present(hop.Properties, hop.Where)));

    /// <summary>The variables that a pattern names, the path's own among them.</summary>
    public static IEnumerable<string> Variables(PathPattern pattern) =>
        pattern
            .Nodes.Select(node => node.Variable)
            .Concat(pattern.Relationships.Select(hop => hop.Variable))
            .Append(pattern.Variable)
            .OfType<string>();

    /// <summary>The variables that an expression needs from outside.</summary>
    public static HashSet<string> FreeVariables(Expression expression)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        Collect(expression, [], found);
        return found;
    }

    /// <summary>An expression and all that are in it, each before what it consists of.</summary>
    public static IEnumerable<Expression> SelfAndInside(Expression expression)
    {
        var pending = new Stack<Expression>([expression]);
        while (pending.TryPop(out var next))
        {
            yield return next;
            foreach (var child in Children(next).Reverse())
                pending.Push(child);
        }
    }

    /// <summary>The parts of a condition that must all hold.</summary>
    public static IEnumerable<Expression> Conjuncts(Expression? condition) =>
        condition switch
        {
            null => [],
            Binary { Operator: BinaryOperator.And } and => Conjuncts(and.Left).Concat(Conjuncts(and.Right)),
            _ => [condition],
        };

    private static void Collect(Expression expression, HashSet<string> local, HashSet<string> found)
    {
        switch (expression)
        {
            case Variable variable:
                Add(variable.Name);
                return;
            case ListComprehension list:
                Collect(list.Source, local, found);
                Within([list.Variable], Present(list.Where, list.Projection));
                return;
            case Quantifier quantifier:
                Collect(quantifier.Source, local, found);
                Within([quantifier.Variable], [quantifier.Where]);
                return;
            case Reduce reduce:
                Collect(reduce.Initial, local, found);
                Collect(reduce.Source, local, found);
                Within([reduce.Variable, reduce.Accumulator], [reduce.Body]);
                return;
            case PatternExpression or PatternComprehension:
                var pattern = (expression as PatternExpression)?.Pattern ?? ((PatternComprehension)expression).Pattern;
                foreach (var name in Variables(pattern))
                    Add(name);
                break;
            case Subquery subquery:
                foreach (var name in QueryVariables(subquery.Query))
                    Add(name);
                return;
        }
        foreach (var child in Children(expression))
            Collect(child, local, found);

        void Add(string name)
        {
            if (!local.Contains(name))
                found.Add(name);
        }

        void Within(string[] names, IEnumerable<Expression> inner)
        {
            HashSet<string> all = [.. local, .. names];
            foreach (var child in inner)
                Collect(child, all, found);
        }
    }

    /// <summary>
    /// All variables that a query names anywhere, its own too: more than it needs from outside, never less.
    /// </summary>
    public static IEnumerable<string> QueryVariables(Query query) =>
        query.Parts.SelectMany(part => part.Clauses).SelectMany(ClauseVariables);

    private static IEnumerable<string> ClauseVariables(Clause clause) =>
        clause switch
        {
            Match match => match
                .Patterns.SelectMany(Variables)
                .Concat(ClauseExpressions(clause).SelectMany(FreeVariables)),
            CallSubquery call => QueryVariables(call.Query),
            _ => ClauseExpressions(clause).SelectMany(FreeVariables),
        };

    /// <summary>The expressions that a reading clause holds, without those of a subquery that it calls.</summary>
    public static IEnumerable<Expression> ClauseExpressions(Clause clause) =>
        clause switch
        {
            Match match => match.Patterns.SelectMany(Children).Concat(Present(match.Where)),
            Unwind unwind => [unwind.Source],
            Projection projection => projection
                .Entries.Select(entry => entry.Value)
                .Concat(projection.OrderBy.Select(item => item.Value))
                .Concat(Present(projection.Skip, projection.Limit, projection.Where)),
            CallProcedure call => (call.Arguments ?? []).Concat(Present(call.Where)),
            _ => [],
        };

    private static IEnumerable<Expression> Present(params Expression?[] expressions) =>
        expressions.OfType<Expression>();
}
