using KgRca.Graph.Cypher.Binding;
using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Planning;

/// <summary>Plans checked queries, clause by clause.</summary>
internal sealed class QueryPlanner(PlanContext context)
{
    /// <summary>The plan of a query that sees the variables of <paramref name="outer"/>.</summary>
    public LogicalPlan Plan(Query query, SlotScope outer, bool isTop)
    {
        var parts = query.Parts.Select(part => PlanPart(part, outer, isTop)).ToList();
        if (parts.Count == 1)
            return parts[0];
        var names = parts[0].Scope.Names;
        var scope = context.Declare(SlotScope.Empty, names);
        var union = new LogicalUnion([.. parts.Select(part => Into(part, scope))], scope);
        return query.KeepsDuplicates ? union : new LogicalDistinct(union, [.. names], union.Rows);
    }

    private static LogicalProject Into(LogicalPlan part, SlotScope scope) =>
        new(part, scope, [.. scope.Names.Select(name => new Computed(name, new Variable(name), scope[name]))]);

    private LogicalPlan PlanPart(SingleQuery part, SlotScope outer, bool isTop)
    {
        LogicalPlan plan = new LogicalArgument(outer);
        foreach (var clause in part.Clauses)
            plan = PlanClause(clause, plan, isAlone: isTop && part.Clauses.Count == 1);
        return plan;
    }

    private LogicalPlan PlanClause(Clause clause, LogicalPlan input, bool isAlone) =>
        clause switch
        {
            Match { IsOptional: false } match => MatchPlanner.Plan(input, match.Patterns, match.Where, context),
            Match match => PlanOptional(match, input),
            Unwind unwind => new LogicalUnwind(
                input,
                context.Redeclare(input.Scope, unwind.Variable),
                input.Rows * 10,
                unwind.Variable,
                unwind.Source
            ),
            Projection projection => new ProjectionPlanner(context).Plan(projection, input),
            CallProcedure call => PlanProcedure(call, input, isAlone),
            CallSubquery call => PlanCall(call, input),
            _ => throw new InvalidOperationException($"{clause.Name} cannot be planned."),
        };

    private LogicalOptional PlanOptional(Match match, LogicalPlan input)
    {
        var inner = MatchPlanner.Plan(new LogicalArgument(input.Scope), match.Patterns, match.Where, context);
        return new LogicalOptional(input, inner, [.. inner.Scope.Names.Where(name => !input.Scope.Has(name))]);
    }

    private LogicalPlan PlanProcedure(CallProcedure call, LogicalPlan input, bool isAlone)
    {
        var procedure = context.Procedures.Find(call.Procedure)!;
        Items<YieldItem> yield = [.. ProcedureCheck.Yielded(call, procedure, isAlone)];
        var scope = context.Declare(input.Scope, yield.Select(item => item.Variable));
        var arguments =
            call.Arguments ?? [.. procedure.Parameters.Select(field => (Expression)new Parameter(field.Name))];
        LogicalPlan plan = new LogicalCall(input, scope, input.Rows * 10, procedure, arguments, yield);
        return SyntaxWalk
            .Conjuncts(call.Where)
            .Aggregate(plan, (all, condition) => new LogicalFilter(all, all.Rows / 2, condition));
    }

    private LogicalApply PlanCall(CallSubquery call, LogicalPlan input)
    {
        var inner = PlanCalled(call, input.Scope);
        var returns = call.Query.Parts[0].Clauses[^1] is Projection { IsReturn: true };
        return new LogicalApply(input, inner, returns ? input.Scope.With(inner.Scope) : input.Scope, returns);
    }

    private LogicalPlan PlanCalled(CallSubquery call, SlotScope scope)
    {
        if (call.ImportsAll)
            return Plan(call.Query, scope, isTop: false);
        if (call.Imports is { } imports)
            return Plan(call.Query, Only(scope, imports), isTop: false);
        // The older form: a WITH at the start of a part brings in what it names.
        var isImporting = call.Query.Parts.Any(part => ImportingWith.Is(part.Clauses[0]));
        return Plan(call.Query, isImporting ? scope : SlotScope.Empty, isTop: false);
    }

    private static SlotScope Only(SlotScope scope, IEnumerable<string> names) =>
        names.Aggregate(SlotScope.Empty, (all, name) => all.With(name, scope[name]));
}
