using KgRca.Cypher.Tests.Graphs;
using KgRca.Graph.Cypher;

namespace KgRca.Cypher.Tests.Queries;

public sealed class PlanTests
{
    private readonly MemoryGraph _graph = new();
    private readonly CypherEngine _engine = new(NoProcedures.Instance, TimeProvider.System);

    public PlanTests() =>
        new GraphWriter(_graph).Execute(
            "CREATE (h:Hub {name: 'h'}) WITH h UNWIND range(1, 50) AS i CREATE (h)-[:HAS]->(:Leaf {i: i})"
        );

    [Fact]
    public void Explain_Query_ShowsThePlanAndRunsNothing()
    {
        var result = Run("EXPLAIN MATCH (l:Leaf)<-[:HAS]-(h:Hub) WHERE l.i < 3 RETURN h.name, l.i");
        Assert.Empty(result.Rows);
        Assert.Equal(["Project", "Filter", "Filter", "Expand", "LabelScan", "Argument"], Names(result.Plan!));
        Assert.Equal("(h:Hub)", Steps(result.Plan!).ElementAt(4).Details);
        Assert.Null(result.Plan!.ActualRows);
        Assert.Equal(0, result.Touched);
    }

    [Fact]
    public void Profile_Query_CountsTheRowsOfEachStep()
    {
        var result = Run("PROFILE MATCH (l:Leaf)<-[:HAS]-(h:Hub) WHERE l.i < 3 RETURN h.name, l.i");
        Assert.Equal(2, result.Rows.Count());
        Assert.Equal([2L, 2L, 50L, 50L, 1L, 1L], Steps(result.Plan!).Select(step => step.ActualRows));
    }

    [Fact]
    public void Run_Query_HasNoPlan() => Assert.Null(Run("MATCH (l:Leaf) RETURN l").Plan);

    [Fact]
    public void Prepare_SameTextTwice_PlansOnce()
    {
        var first = _engine.Prepare("MATCH (l:Leaf) RETURN l", _graph);
        Assert.Same(first, _engine.Prepare("MATCH (l:Leaf) RETURN l", _graph));
    }

    [Fact]
    public void Prepare_WritingClause_SaysWhichAndWhere()
    {
        var exception = Assert.Throws<CypherException>(() => _engine.Prepare("MATCH (l)\nSET l.i = 1", _graph));
        Assert.Equal(CypherErrorKind.Forbidden, exception.Kind);
        Assert.Equal((2, 1), (exception.Position!.Value.Line, exception.Position.Value.Column));
        Assert.StartsWith("SET is not allowed", exception.Message);
    }

    [Theory]
    [InlineData("MATCH (l:Leaf) RETRUN l", "did you mean RETURN?", 1, 16)]
    [InlineData("MATCH (leaf) RETURN laef", "did you mean 'leaf'?", 1, 21)]
    [InlineData("MATCH (l\nRETURN l", "Expected ')', found 'RETURN'", 2, 1)]
    [InlineData("RETURN 1; RETURN 2", "Only one statement", 1, 11)]
    public void Prepare_Mistake_SaysWhatAndWhere(string query, string message, int line, int column)
    {
        var exception = Assert.Throws<CypherException>(() => _engine.Prepare(query, _graph));
        Assert.Contains(message, exception.Message);
        Assert.Equal((line, column), (exception.Position!.Value.Line, exception.Position.Value.Column));
        Assert.EndsWith("^", exception.Message);
    }

    [Theory]
    [InlineData("(", 100_000)]
    [InlineData("[", 100_000)]
    [InlineData("{a: ", 50_000)]
    [InlineData("NOT ", 50_000)]
    [InlineData("- ", 100_000)]
    [InlineData("1 + ", 50_000)]
    [InlineData("[x IN ", 30_000)]
    [InlineData("CASE ", 30_000)]
    [InlineData("EXISTS { RETURN ", 10_000)]
    public void Prepare_NestedDeeply_IsRefused(string opening, int times) =>
        Assert.Throws<CypherException>(() =>
            _engine.Prepare("RETURN " + string.Concat(Enumerable.Repeat(opening, times)) + "1", _graph)
        );

    private CypherResult Run(string query) =>
        _engine
            .Prepare(query, _graph)
            .Run(_graph, new Dictionary<string, object?>(), new CypherLimits(), TestContext.Current.CancellationToken);

    private static IEnumerable<PlanStep> Steps(PlanStep plan) => plan.Inputs.SelectMany(Steps).Prepend(plan);

    private static IEnumerable<string> Names(PlanStep plan) => Steps(plan).Select(step => step.Name);
}
