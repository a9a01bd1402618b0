namespace KgRca.Graph.Cypher.Syntax;

/// <summary>Makes new expressions of old ones.</summary>
internal static class SyntaxRewrite
{
    /// <summary>
    /// The expression with parts replaced, from outside in: where <paramref name="replace"/> gives an expression, that
    /// stands there, and its inside is left alone; where it gives null, the inside is looked at.
    /// </summary>
    public static Expression Replace(Expression expression, Func<Expression, Expression?> replace)
    {
        return replace(expression) ?? Inside();

        Expression Map(Expression inner) => Replace(inner, replace);

        Expression? MapOptional(Expression? inner) => inner is null ? null : Map(inner);

        Items<Expression> MapAll(Items<Expression> items) => [.. items.Select(Map)];

        Expression Inside() =>
            expression switch
            {
                PropertyAccess access => access with { Target = Map(access.Target) },
                ListLiteral list => list with { Elements = MapAll(list.Elements) },
                MapLiteral map => map with
                {
                    Entries = [.. map.Entries.Select(entry => entry with { Value = Map(entry.Value) })],
                },
                Subscript subscript => subscript with { Target = Map(subscript.Target), Index = Map(subscript.Index) },
                Slice slice => slice with
                {
                    Target = Map(slice.Target),
                    From = MapOptional(slice.From),
                    To = MapOptional(slice.To),
                },
                Unary unary => unary with { Operand = Map(unary.Operand) },
                Binary binary => binary with { Left = Map(binary.Left), Right = Map(binary.Right) },
                HasLabel label => label with { Target = Map(label.Target) },
                FunctionCall call => call with { Arguments = MapAll(call.Arguments) },
                Case @case => @case with
                {
                    Subject = MapOptional(@case.Subject),
                    Branches = [.. @case.Branches.Select(b => new CaseBranch(Map(b.When), Map(b.Then)))],
                    Else = MapOptional(@case.Else),
                },
                ListComprehension list => list with { Source = Map(list.Source) },
                Quantifier quantifier => quantifier with { Source = Map(quantifier.Source) },
                Reduce reduce => reduce with { Initial = Map(reduce.Initial), Source = Map(reduce.Source) },
                MapProjection map => map with
                {
                    Entries = [.. map.Entries.Select(item => item with { Value = MapOptional(item.Value) })],
                },
                _ => expression,
            };
    }
}
