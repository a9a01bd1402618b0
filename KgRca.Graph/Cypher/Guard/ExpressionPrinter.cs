using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Guard;

/// <summary>Prints expressions, each operation in parentheses.</summary>
internal static class ExpressionPrinter
{
    public static string Print(Expression expression, QueryPrinting printing)
    {
        return expression switch
        {
            Literal literal => LiteralPrinter.Print(literal.Value, printing),
            Parameter parameter => $"${printing.Parameters.OfGiven(parameter.Name)}",
            Variable variable => printing.Variable(variable.Name),
            PropertyAccess access => $"{Inner(access.Target)}.{QueryPrinting.Quote(access.Name)}",
            ListLiteral list => $"[{All(list.Elements)}]",
            MapLiteral map => $"{{{string.Join(", ", map.Entries.Select(Entry))}}}",
            Subscript subscript => $"{Inner(subscript.Target)}[{Inner(subscript.Index)}]",
            Slice slice => $"{Inner(slice.Target)}[{Optional("", slice.From)}..{Optional("", slice.To)}]",
            Unary or Binary or HasLabel => $"({PrintOperation(expression, printing)})",
            FunctionCall call => FunctionPrinter.Print(call, printing),
            Case @case => $"CASE{Optional(" ", @case.Subject)}{string.Concat(@case.Branches.Select(Branch))}"
                + $"{Optional(" ELSE ", @case.Else)} END",
            PatternExpression pattern => PatternPrinter.Print(pattern.Pattern, printing),
            Subquery subquery =>
                $"{subquery.Kind.ToString().ToUpperInvariant()} {{ {QueryPrinter.Print(subquery.Query, printing)} }}",
            _ => ScopedPrinter.Print(expression, printing),
        };

        string Inner(Expression inner) => Print(inner, printing);

        string Optional(string before, Expression? inner) => inner is null ? "" : before + Inner(inner);

        string All(IEnumerable<Expression> items) => string.Join(", ", items.Select(Inner));

        string Entry(MapEntry entry) => $"{QueryPrinting.Quote(entry.Key)}: {Inner(entry.Value)}";

        string Branch(CaseBranch branch) => $" WHEN {Inner(branch.When)} THEN {Inner(branch.Then)}";
    }

    private static string PrintOperation(Expression expression, QueryPrinting printing)
    {
        return expression switch
        {
            Unary { Operator: UnaryOperator.Not } unary => $"NOT {Inner(unary.Operand)}",
            Unary { Operator: UnaryOperator.Plus } unary => $"+ {Inner(unary.Operand)}",
            Unary { Operator: UnaryOperator.Minus } unary => $"- {Inner(unary.Operand)}",
            Unary { Operator: UnaryOperator.IsNull } unary => $"{Inner(unary.Operand)} IS NULL",
            Unary unary => $"{Inner(unary.Operand)} IS NOT NULL",
            Binary binary => $"{Inner(binary.Left)} {Symbol(binary.Operator)} {Inner(binary.Right)}",
            HasLabel label => $"{Inner(label.Target)}:{PatternPrinter.Print(label.Label)}",
            _ => throw new ArgumentException($"{expression.GetType()} is no operation.", nameof(expression)),
        };

        string Inner(Expression inner) => Print(inner, printing);
    }

    private static string Symbol(BinaryOperator operation) =>
        operation switch
        {
            BinaryOperator.Or => "OR",
            BinaryOperator.Xor => "XOR",
            BinaryOperator.And => "AND",
            BinaryOperator.Equal => "=",
            BinaryOperator.NotEqual => "<>",
            BinaryOperator.Less => "<",
            BinaryOperator.LessOrEqual => "<=",
            BinaryOperator.Greater => ">",
            BinaryOperator.GreaterOrEqual => ">=",
            BinaryOperator.Add => "+",
            BinaryOperator.Subtract => "-",
            BinaryOperator.Multiply => "*",
            BinaryOperator.Divide => "/",
            BinaryOperator.Modulo => "%",
            BinaryOperator.Power => "^",
            BinaryOperator.In => "IN",
            BinaryOperator.StartsWith => "STARTS WITH",
            BinaryOperator.EndsWith => "ENDS WITH",
            BinaryOperator.Contains => "CONTAINS",
            BinaryOperator.Matches => "=~",
            _ => throw new ArgumentException($"{operation} is no operator.", nameof(operation)),
        };
}
