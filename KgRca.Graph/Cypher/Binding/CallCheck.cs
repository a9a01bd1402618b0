using KgRca.Graph.Cypher.Functions;
using KgRca.Graph.Cypher.Syntax;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Binding;

/// <summary>Checks calls of functions.</summary>
internal sealed class CallCheck(CheckContext context, ExpressionCheck expressions)
{
    // What a wrong argument of these types is can be told before the query runs; of others, only when it does.
    private const CypherTypes Structural =
        CypherTypes.Node | CypherTypes.Relationship | CypherTypes.Path | CypherTypes.List;

    /// <summary>What is known of the value of a call.</summary>
    public StaticType Check(FunctionCall call, Scope scope, Allowed allowed)
    {
        var aggregate = CypherAggregates.Find(call.Name);
        if (aggregate is not null)
            return CheckAggregate(call, aggregate, scope, allowed);
        var function = CheckFunction(call);
        var inner = call.Name.Equals("exists", StringComparison.OrdinalIgnoreCase) ? Allowed.Patterns : Allowed.Values;
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            var argument = call.Arguments[i];
            var type = expressions.Check(argument, scope, (allowed & Allowed.Aggregates) | inner);
            var takes = function.ParameterAt(i);
            if (takes != CypherTypes.Any && (takes & Structural) != CypherTypes.None)
                context.Require(type, takes, $"Argument {i + 1} of {function.Name}()", argument.At);
        }
        return new StaticType(function.Returns);
    }

    private StaticType CheckAggregate(FunctionCall call, CypherAggregate aggregate, Scope scope, Allowed allowed)
    {
        if (!allowed.HasFlag(Allowed.Aggregates))
            throw context.Error("InvalidAggregation", $"{call.Name}() can only aggregate in WITH and RETURN", call.At);
        CheckInside(call);
        var isCountStar = call.IsStar && aggregate.Name == "count";
        if (!isCountStar && call.Arguments.Count != aggregate.Args)
            throw WrongCount(call, $"{aggregate.Args}");
        var types = call.Arguments.Select(argument => expressions.Check(argument, scope, Allowed.Values)).ToList();
        return aggregate.Returns == CypherTypes.List
            ? StaticType.ListOf(types[0].Types)
            : new StaticType(aggregate.Returns);
    }

    private void CheckInside(FunctionCall call)
    {
        foreach (var inside in call.Arguments.SelectMany(SyntaxWalk.SelfAndInside).OfType<FunctionCall>())
        {
            if (CypherAggregates.Find(inside.Name) is not null)
                throw context.Error(
                    "NestedAggregation",
                    $"{inside.Name}() cannot stand inside {call.Name}()",
                    inside.At
                );
            if (CypherFunctions.Find(inside.Name) is { IsDeterministic: false })
                throw context.Error(
                    "NonConstantExpression",
                    $"{inside.Name}() cannot stand inside {call.Name}()",
                    inside.At
                );
        }
    }

    private CypherFunction CheckFunction(FunctionCall call)
    {
        var function =
            CypherFunctions.Find(call.Name)
            ?? throw context.Error("UnknownFunction", $"There is no function {call.Name}()", call.At);
        if (call.IsStar || call.Arguments.Count < function.MinArgs || call.Arguments.Count > function.MaxArgs)
            throw WrongCount(
                call,
                function.MinArgs == function.MaxArgs
                    ? $"{function.MinArgs}"
                    : $"{function.MinArgs} to {function.MaxArgs}"
            );
        return function;
    }

    private CypherException WrongCount(FunctionCall call, string wanted) =>
        context.Error(
            "InvalidNumberOfArguments",
            $"{call.Name}() takes {wanted} arguments, not {call.Arguments.Count}",
            call.At
        );
}
