using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Binding;

/// <summary>Checks calls of procedures.</summary>
internal sealed class ProcedureCheck(CheckContext context, ExpressionCheck expressions)
{
    /// <summary>The scope with what the procedure yields.</summary>
    /// <param name="call">The call.</param>
    /// <param name="scope">The variables before it.</param>
    /// <param name="isAlone">Whether the call is the whole query, which then returns all columns.</param>
    public Scope Check(CallProcedure call, Scope scope, bool isAlone)
    {
        var procedure =
            context.Procedures.Find(call.Procedure)
            ?? throw context.Error(
                "ProcedureNotFound",
                $"There is no procedure {call.Procedure}",
                call.At,
                CypherErrorKind.ProcedureError
            );
        CheckArguments(call, procedure, scope, isAlone);
        if (call.YieldsAll && !isAlone)
            throw context.Error("UnexpectedSyntax", "YIELD * stands only where nothing follows the call", call.At);
        foreach (var item in Yielded(call, procedure, isAlone))
        {
            var column =
                procedure.Columns.FirstOrDefault(column => column.Name == item.Column)
                ?? throw context.Error("UndefinedVariable", $"{procedure.Name} has no column '{item.Column}'", call.At);
            if (scope.Find(item.Variable) is not null)
                throw context.Error("VariableAlreadyBound", $"'{item.Variable}' is a variable already", call.At);
            scope = scope.With(item.Variable, new StaticType(column.Types));
        }
        if (call.Where is { } where)
            expressions.CheckCondition(where, scope);
        return scope;
    }

    /// <summary>The columns that a call yields, with their variables.</summary>
    public static IEnumerable<YieldItem> Yielded(CallProcedure call, CypherProcedure procedure, bool isAlone) =>
        call.Yield
        ?? (
            isAlone || call.YieldsAll ? procedure.Columns.Select(column => new YieldItem(column.Name, column.Name)) : []
        );

    private void CheckArguments(CallProcedure call, CypherProcedure procedure, Scope scope, bool isAlone)
    {
        if (call.Arguments is not { } arguments)
        {
            if (!isAlone && procedure.Parameters.Count > 0)
                throw context.Error(
                    "InvalidArgumentPassingMode",
                    $"The arguments of {procedure.Name} must be given in parentheses here",
                    call.At
                );
            return;
        }
        if (arguments.Count != procedure.Parameters.Count)
            throw context.Error(
                "InvalidNumberOfArguments",
                $"{procedure.Name} takes {procedure.Parameters.Count} arguments, not {arguments.Count}",
                call.At
            );
        for (var i = 0; i < arguments.Count; i++)
        {
            var type = expressions.Check(arguments[i], scope, Allowed.Values);
            context.Require(type, procedure.Parameters[i].Types, $"Argument {i + 1}", arguments[i].At);
        }
    }
}
