using KgRca.Graph.Cypher.Syntax;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Binding;

/// <summary>What may stand in an expression beside values.</summary>
[Flags]
internal enum Allowed
{
    Values = 0,

    /// <summary>Functions that aggregate.</summary>
    Aggregates = 1,

    /// <summary>Patterns as conditions.</summary>
    Patterns = 2,
}

/// <summary>Finds what is wrong with expressions before they run, and what is known of their values.</summary>
internal sealed class ExpressionCheck(CheckContext context)
{
    private const CypherTypes HasProperties =
        CypherTypes.Node | CypherTypes.Relationship | CypherTypes.Map | CypherTypes.Instant | CypherTypes.Duration;

    private const CypherTypes Calculable = CypherTypes.Number | CypherTypes.Instant | CypherTypes.Duration;

    /// <summary>Checks a condition.</summary>
    public void CheckCondition(Expression condition, Scope scope) =>
        context.Require(Check(condition, scope, Allowed.Patterns), CypherTypes.Boolean, "A condition", condition.At);

    /// <summary>Checks an expression.</summary>
    /// <exception cref="CypherException">It can have no value.</exception>
    public StaticType Check(Expression expression, Scope scope, Allowed allowed)
    {
        var inner = allowed & ~Allowed.Patterns;
        switch (expression)
        {
            case Literal literal:
                return new StaticType(CypherType.Of(literal.Value));
            case Parameter:
                return StaticType.Any;
            case Variable variable:
                return scope.Find(variable.Name) ?? throw context.Undefined(variable.Name, scope, variable.At);
            case PropertyAccess access:
                return CheckProperty(access, Check(access.Target, scope, inner));
            case ListLiteral list:
                return list.Elements.Count == 0
                    ? StaticType.ListOf(CypherTypes.Any)
                    : StaticType.ListOf(Types(list.Elements, scope, inner).Aggregate((all, type) => all | type));
            case MapLiteral map:
                foreach (var entry in map.Entries)
                    Check(entry.Value, scope, inner);
                return new StaticType(CypherTypes.Map);
            case Subscript subscript:
                return CheckSubscript(subscript, scope, inner);
            case Slice slice:
                return CheckSlice(slice, scope, inner);
            case Unary unary:
                return CheckUnary(unary, scope, allowed);
            case Binary binary:
                return CheckBinary(binary, scope, allowed);
            case HasLabel label:
                context.Require(
                    Check(label.Target, scope, inner),
                    CypherTypes.Node | CypherTypes.Relationship,
                    "What has a label",
                    label.Target.At
                );
                return StaticType.Boolean;
            case FunctionCall call:
                return new CallCheck(context, this).Check(call, scope, inner);
            case Case @case:
                return CheckCase(@case, scope, inner);
            case MapProjection map:
                Check(map.Source, scope, inner);
                foreach (var item in map.Entries)
                    if (item.Value is { } value)
                        Check(value, scope, inner);
                return new StaticType(CypherTypes.Map);
            default:
                return new InnerScopeCheck(context, this).Check(expression, scope, allowed);
        }
    }

    private IEnumerable<CypherTypes> Types(Items<Expression> expressions, Scope scope, Allowed allowed) =>
        expressions.Select(expression => Check(expression, scope, allowed).Types);

    private StaticType CheckProperty(PropertyAccess access, StaticType target)
    {
        context.Require(
            target,
            HasProperties,
            "What has a property",
            access.Target.At,
            target.Types == CypherTypes.Path ? CypherErrorKind.SyntaxError : CypherErrorKind.TypeError
        );
        return StaticType.Any;
    }

    private StaticType CheckSubscript(Subscript subscript, Scope scope, Allowed allowed)
    {
        var target = Check(subscript.Target, scope, allowed);
        Check(subscript.Index, scope, allowed);
        context.Require(
            target,
            CypherTypes.List | CypherTypes.Map | CypherTypes.Node | CypherTypes.Relationship,
            "What has elements",
            subscript.Target.At,
            CypherErrorKind.TypeError
        );
        return new StaticType(target.Types == CypherTypes.List ? target.Elements : CypherTypes.Any);
    }

    private StaticType CheckSlice(Slice slice, Scope scope, Allowed allowed)
    {
        var target = Check(slice.Target, scope, allowed);
        context.Require(target, CypherTypes.List, "What is sliced", slice.Target.At);
        foreach (var bound in new[] { slice.From, slice.To }.OfType<Expression>())
            Check(bound, scope, allowed);
        return new StaticType(CypherTypes.List, target.Elements);
    }

    private StaticType CheckUnary(Unary unary, Scope scope, Allowed allowed)
    {
        var operand = Check(
            unary.Operand,
            scope,
            unary.Operator == UnaryOperator.Not ? allowed : allowed & ~Allowed.Patterns
        );
        switch (unary.Operator)
        {
            case UnaryOperator.Not:
                context.Require(operand, CypherTypes.Boolean, "The operand of NOT", unary.Operand.At);
                return StaticType.Boolean;
            case UnaryOperator.IsNull or UnaryOperator.IsNotNull:
                return StaticType.Boolean;
            default:
                context.Require(
                    operand,
                    CypherTypes.Number | CypherTypes.Duration,
                    "What has a sign",
                    unary.Operand.At
                );
                return operand;
        }
    }

    private StaticType CheckBinary(Binary binary, Scope scope, Allowed allowed)
    {
        var isLogic = binary.Operator is BinaryOperator.And or BinaryOperator.Or or BinaryOperator.Xor;
        var inner = isLogic ? allowed : allowed & ~Allowed.Patterns;
        var left = Check(binary.Left, scope, inner);
        var right = Check(binary.Right, scope, inner);
        switch (binary.Operator)
        {
            case BinaryOperator.And or BinaryOperator.Or or BinaryOperator.Xor:
                Both(CypherTypes.Boolean);
                return StaticType.Boolean;
            case BinaryOperator.In:
                context.Require(right, CypherTypes.List, "What follows IN", binary.Right.At);
                return StaticType.Boolean;
            case BinaryOperator.Add:
                return left.Types == CypherTypes.List || right.Types == CypherTypes.List
                    ? StaticType.ListOf(Element(left) | Element(right))
                    : StaticType.Any;
            case BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide:
                Both(Calculable);
                return new StaticType(Calculable);
            case BinaryOperator.Modulo or BinaryOperator.Power:
                Both(CypherTypes.Number);
                return new StaticType(CypherTypes.Number);
            default:
                return StaticType.Boolean;
        }

        void Both(CypherTypes types)
        {
            context.Require(left, types, $"The operand of {binary.Operator}", binary.Left.At);
            context.Require(right, types, $"The operand of {binary.Operator}", binary.Right.At);
        }
    }

    private static CypherTypes Element(StaticType type) => type.Types == CypherTypes.List ? type.Elements : type.Types;

    private StaticType CheckCase(Case @case, Scope scope, Allowed allowed)
    {
        if (@case.Subject is { } subject)
            Check(subject, scope, allowed);
        var result = @case.Else is null ? default(StaticType?) : Check(@case.Else, scope, allowed);
        foreach (var branch in @case.Branches)
        {
            Check(branch.When, scope, @case.Subject is null ? allowed | Allowed.Patterns : allowed);
            var then = Check(branch.Then, scope, allowed);
            result = result?.Or(then) ?? then;
        }
        return @case.Else is null ? StaticType.Any : result!.Value;
    }
}
