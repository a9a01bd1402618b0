using KgRca.Graph.Cypher;
using KgRca.Graph.Cypher.Execution;
using KgRca.Graph.Cypher.Functions;
using KgRca.Graph.Cypher.Parsing;
using KgRca.Graph.Cypher.Planning;
using KgRca.Graph.Cypher.Syntax;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Cypher.Tests.Graphs;

/// <summary>
/// Carries out writing clauses on a graph in memory, to set up what a test reads; reading clauses between them go
/// through the engine.
/// </summary>
internal sealed class GraphWriter(MemoryGraph graph)
{
    private readonly IReadOnlyDictionary<string, object?> _none = new Dictionary<string, object?>();

    /// <summary>Carries out a query.</summary>
    public void Execute(string text)
    {
        var query = Parser.Parse(text);
        List<Dictionary<string, object?>> rows =
        [
            [],
        ];
        foreach (var clause in query.Parts[0].Clauses)
            rows = Apply(clause, rows);
    }

    private List<Dictionary<string, object?>> Apply(Clause clause, List<Dictionary<string, object?>> rows)
    {
        switch (clause)
        {
            case Create create:
                foreach (var row in rows)
                foreach (var pattern in create.Patterns)
                    CreatePath(pattern, row);
                return rows;
            case Merge merge:
                return [.. rows.SelectMany(row => MergePath(merge, row))];
            case Set set:
                foreach (var row in rows)
                    SetAll(set.Entries, row);
                return rows;
            case Remove remove:
                foreach (var row in rows)
                foreach (var item in remove.Entries)
                    RemoveOne(item, row);
                return rows;
            case Delete delete:
                foreach (var row in rows)
                foreach (var target in delete.Targets)
                    if (Value(target, row) is CypherEntity entity)
                        graph.Remove(entity);
                return rows;
            default:
                return Read(clause, rows);
        }
    }

    private List<Dictionary<string, object?>> MergePath(Merge merge, Dictionary<string, object?> row)
    {
        var found = Read(new Match(false, [merge.Pattern], null), [row]);
        foreach (var each in found)
            SetAll(merge.OnMatch, each);
        if (found.Count > 0)
            return found;
        CreatePath(merge.Pattern, row);
        SetAll(merge.OnCreate, row);
        return [row];
    }

    private void CreatePath(PathPattern pattern, Dictionary<string, object?> row)
    {
        var nodes = pattern.Nodes.Select(node => CreateNode(node, row)).ToList();
        for (var i = 0; i < pattern.Relationships.Count; i++)
        {
            var hop = pattern.Relationships[i];
            var (start, end) =
                hop.Direction == PatternDirection.Left ? (nodes[i + 1], nodes[i]) : (nodes[i], nodes[i + 1]);
            var created = graph.AddRelationship(((LabelName)hop.Type!).Name, start, end);
            SetProperties(created.Values, hop.Properties, row);
            if (hop.Variable is { } name)
                row[name] = created;
        }
    }

    private MemoryNode CreateNode(NodePattern pattern, Dictionary<string, object?> row)
    {
        if (pattern.Variable is { } known && row.TryGetValue(known, out var value))
            return (MemoryNode)value!;
        var node = graph.AddNode(Names(pattern.Label));
        SetProperties(node.Values, pattern.Properties, row);
        if (pattern.Variable is { } name)
            row[name] = node;
        return node;
    }

    private void SetProperties(
        Dictionary<string, object?> values,
        Expression? properties,
        Dictionary<string, object?> row
    )
    {
        if (properties is null)
            return;
        foreach (var (key, value) in (CypherMap)Value(properties, row)!)
            Put(values, key, value);
    }

    private void SetAll(Items<SetItem> items, Dictionary<string, object?> row)
    {
        foreach (var item in items)
        {
            var target = Value(item.Target is PropertyAccess access ? access.Target : item.Target, row);
            if (target is not CypherEntity entity)
                continue;
            if (item.Labels is { } labels)
                ((MemoryNode)entity).MutableLabels.AddRange(Names(labels).Except(((MemoryNode)entity).Labels));
            else if (item.Target is PropertyAccess property)
                Put(ValuesOf(entity), property.Name, Value(item.Value!, row));
            else
                SetMap(ValuesOf(entity), (CypherMap)Value(item.Value!, row)!, item.IsAddition);
        }
    }

    private static void SetMap(Dictionary<string, object?> values, CypherMap map, bool isAddition)
    {
        if (!isAddition)
            values.Clear();
        foreach (var (key, value) in map)
            Put(values, key, value);
    }

    private void RemoveOne(RemoveItem item, Dictionary<string, object?> row)
    {
        if (item.Target is PropertyAccess property && Value(property.Target, row) is CypherEntity entity)
            ValuesOf(entity).Remove(property.Name);
        else if (item.Labels is { } labels && Value(item.Target, row) is MemoryNode node)
            node.MutableLabels.RemoveAll(Names(labels).Contains);
    }

    private static void Put(Dictionary<string, object?> values, string key, object? value)
    {
        if (value is null)
            values.Remove(key);
        else
            values[key] = value;
    }

    private static Dictionary<string, object?> ValuesOf(CypherEntity entity) =>
        entity is MemoryNode node ? node.Values : ((MemoryRelationship)entity).Values;

    private static IEnumerable<string> Names(LabelExpression? label) =>
        label switch
        {
            null => [],
            LabelName name => [name.Name],
            AndLabel and => Names(and.Left).Concat(Names(and.Right)),
            _ => throw new InvalidOperationException("A label that is created has a plain name."),
        };

    private object? Value(Expression expression, Dictionary<string, object?> row) =>
        Read(
            new Projection(true, false, false, [new ProjectionItem(expression, "value", true)], [], null, null, null),
            [row]
        )[0]["value"];

    // Runs UNWIND $rows AS row, WITH row.a AS a, …, the clause, and RETURN *.
    private List<Dictionary<string, object?>> Read(Clause clause, List<Dictionary<string, object?>> rows)
    {
        const string Row = " row";
        var names = rows.SelectMany(row => row.Keys).Distinct().ToList();
        var columns = names.Select(name => new ProjectionItem(new PropertyAccess(new Variable(Row), name), name, true));
        var clauses = new List<Clause>
        {
            new KgRca.Graph.Cypher.Syntax.Unwind(new Parameter("rows"), Row),
            new Projection(false, false, false, [.. columns], [], null, null, null),
            clause,
        };
        var context = new PlanContext(graph, NoProcedures.Instance);
        var query = new Query(QueryMode.Run, [new SingleQuery([.. clauses])], false);
        var plan = new QueryPlanner(context).Plan(query, SlotScope.Empty, isTop: true);
        var root = new OperatorFactory(context).Create(plan);
        var parameters = new Dictionary<string, object?>
        {
            ["rows"] = new CypherList([.. rows.Select(row => (object?)new CypherMap(row))]),
        };
        var budget = new QueryBudget(new CypherLimits(), TimeProvider.System, CancellationToken.None);
        var functions = new FunctionContext(TimeProvider.System, Random.Shared);
        var run = new QueryRun(graph, context.Slots.Count, parameters, functions, budget, false);
        var shown = plan.Scope.Names.Where(name => !PlanContext.IsHidden(name)).ToList();
        return [.. root.Rows(run).Select(row => shown.ToDictionary(name => name, name => row[plan.Scope[name]]))];
    }
}

/// <summary>No procedures at all.</summary>
internal sealed class NoProcedures : ICypherProcedures
{
    public static readonly NoProcedures Instance = new();

    public CypherProcedure? Find(string name) => null;
}
