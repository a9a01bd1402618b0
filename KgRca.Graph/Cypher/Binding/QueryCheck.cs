using KgRca.Graph.Cypher.Syntax;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Binding;

/// <summary>Where a query stands.</summary>
internal enum QueryPlace
{
    /// <summary>By itself.</summary>
    Top,

    /// <summary>In <c>CALL { }</c>.</summary>
    Clause,

    /// <summary>In <c>EXISTS { }</c>, <c>COUNT { }</c> or <c>COLLECT { }</c>.</summary>
    Expression,
}

/// <summary>Finds what is wrong with a query before it runs.</summary>
internal sealed class QueryCheck(CheckContext context)
{
    private readonly ExpressionCheck _expressions = new(context);

    /// <summary>Checks a query.</summary>
    /// <returns>Its columns.</returns>
    /// <exception cref="CypherException">The query cannot run.</exception>
    public Scope Check(Query query, Scope outer, QueryPlace place) =>
        CheckUnion(query, part => CheckPart(part, outer, place));

    /// <summary>Checks each part and that all return the same columns.</summary>
    private Scope CheckUnion(Query query, Func<SingleQuery, Scope> check)
    {
        Scope? columns = null;
        foreach (var part in query.Parts)
        {
            var own = check(part);
            if (columns is not null && !columns.Names.ToHashSet().SetEquals(own.Names))
                throw context.Error(
                    "DifferentColumnsInUnion",
                    "The parts of a UNION must return the same columns",
                    part.Clauses[^1].At
                );
            columns ??= own;
        }
        return columns!;
    }

    private Scope CheckPart(SingleQuery part, Scope outer, QueryPlace place)
    {
        var scope = outer;
        for (var i = 0; i < part.Clauses.Count; i++)
        {
            var clause = part.Clauses[i];
            CheckPlace(part, i, place);
            scope = CheckClause(clause, scope, isAlone: part.Clauses.Count == 1 && place == QueryPlace.Top);
        }
        return part.Clauses[^1] is Projection { IsReturn: true } or CallProcedure ? scope : Scope.Empty;
    }

    private void CheckPlace(SingleQuery part, int index, QueryPlace place)
    {
        var clause = part.Clauses[index];
        var isLast = index == part.Clauses.Count - 1;
        var isAlone = part.Clauses.Count == 1;
        if (clause is WritingClause && place == QueryPlace.Expression)
            throw Misplaced(clause, $"{clause.Name} cannot stand in a subquery that is an expression");
        if (clause is Projection { IsReturn: true } && !isLast)
            throw Misplaced(part.Clauses[index + 1], $"{part.Clauses[index + 1].Name} cannot follow RETURN");
        if (!isLast || place != QueryPlace.Top)
            return;
        var ends =
            clause is Projection { IsReturn: true } or WritingClause or OtherClause
            || (clause is CallProcedure { Yield: null } && isAlone)
            || clause is CallProcedure { Yield: null };
        if (!ends)
            throw Misplaced(clause, $"A query cannot end with {clause.Name}; RETURN is missing");
    }

    private CypherException Misplaced(Clause clause, string message) =>
        context.Error("InvalidClauseComposition", message, clause.At);

    private Scope CheckClause(Clause clause, Scope scope, bool isAlone)
    {
        switch (clause)
        {
            case Match match:
                var matched = new PatternCheck(context, _expressions).Bind(match.Patterns, scope);
                if (match.Where is { } where)
                    _expressions.CheckCondition(where, matched);
                return matched;
            case Unwind unwind:
                return CheckUnwind(unwind, scope);
            case Projection projection:
                return new ProjectionCheck(context, _expressions).Check(projection, scope);
            case CallProcedure call:
                return new ProcedureCheck(context, _expressions).Check(call, scope, isAlone);
            case CallSubquery call:
                return CheckCall(call, scope);
            default:
                return scope;
        }
    }

    private Scope CheckUnwind(Unwind unwind, Scope scope)
    {
        var source = _expressions.Check(unwind.Source, scope, Allowed.Values);
        CheckFree(unwind.Variable, scope, unwind.At);
        return scope.With(
            unwind.Variable,
            source.Types == CypherTypes.List ? new StaticType(source.Elements) : StaticType.Any
        );
    }

    private Scope CheckCall(CallSubquery call, Scope scope)
    {
        var outer = Scope.Empty;
        if (call.ImportsAll)
            outer = scope;
        foreach (var name in call.Imports ?? [])
            outer = outer.With(name, scope.Find(name) ?? throw context.Undefined(name, scope, call.At));
        var columns =
            call.Imports is null && !call.ImportsAll
                ? CheckWithImports(call.Query, scope)
                : Check(call.Query, outer, QueryPlace.Clause);
        foreach (var name in columns.Names)
        {
            CheckFree(name, scope, call.At);
            scope = scope.With(name, columns.Find(name)!.Value);
        }
        return scope;
    }

    // The older form imports by a WITH of plain variables at the start of each part.
    private Scope CheckWithImports(Query query, Scope scope) =>
        CheckUnion(
            query,
            part => CheckPart(part, ImportingWith.Is(part.Clauses[0]) ? scope : Scope.Empty, QueryPlace.Clause)
        );

    private void CheckFree(string name, Scope scope, Position at)
    {
        if (scope.Find(name) is not null)
            throw context.Error("VariableAlreadyBound", $"'{name}' is a variable already", at);
    }
}
