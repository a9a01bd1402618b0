using KgRca.Cypher.Tests.Graphs;
using KgRca.Graph.Cypher;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Cypher.Tests.Queries;

public sealed class LimitTests
{
    private const string Endless = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN count(*) AS n";

    private readonly MemoryGraph _graph = new();

    // Each look at the clock takes ten milliseconds.
    private readonly FakeTimeProvider _clock = new() { AutoAdvanceAmount = TimeSpan.FromMilliseconds(10) };

    [Fact]
    public void Run_TooLong_StopsSoonAfter()
    {
        var limits = new CypherLimits(MaxTime: TimeSpan.FromSeconds(1));
        Assert.Equal("Time", Failure(Endless, limits).Detail);
        Assert.InRange(_clock.GetUtcNow() - _clock.Start, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.1));
    }

    [Fact]
    public void Run_TooManyRowsTouched_Stops() =>
        Assert.Equal("RowsTouched", Failure(Endless, new CypherLimits(MaxTouched: 5_000)).Detail);

    [Fact]
    public void Run_TooManyRowsReturned_Stops() =>
        Assert.Equal(
            "RowsReturned",
            Failure("UNWIND range(1, 100) AS a RETURN a", new CypherLimits(MaxRows: 10)).Detail
        );

    [Theory]
    [InlineData("UNWIND range(1, 100000) AS a RETURN a ORDER BY a DESC")]
    [InlineData("UNWIND range(1, 100000) AS a RETURN DISTINCT a")]
    [InlineData("UNWIND range(1, 100000) AS a RETURN collect(a) AS l")]
    [InlineData("UNWIND range(1, 100000) AS a RETURN a, count(*) AS n")]
    [InlineData("UNWIND range(1, 100000) AS a RETURN count(DISTINCT a) AS n")]
    [InlineData("RETURN [x IN range(1, 1000) | [y IN range(1, 1000) | y]] AS l")]
    public void Run_TooMuchHeld_Stops(string query) =>
        Assert.Equal("Memory", Failure(query, new CypherLimits(MaxHeld: 10_000)).Detail);

    [Theory]
    [InlineData("UNWIND range(1, 10000) AS a RETURN a ORDER BY a DESC LIMIT 10", 10)]
    [InlineData("UNWIND range(1, 10000) AS a RETURN [x IN range(1, 10) | x + a] AS l LIMIT 3", 3)]
    [InlineData(
        "UNWIND range(1, 1000) AS a WITH [x IN range(1, 90) | x] AS l WHERE size(l) > 3 RETURN count(l) AS n",
        1
    )]
    public void Run_HeldForARowOnly_GoesOn(string query, int rows) =>
        Assert.Equal(rows, Rows(query, new CypherLimits(MaxHeld: 200), TestContext.Current.CancellationToken).Count());

    [Fact]
    public void Run_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Rows(Endless, new CypherLimits(), source.Token).Count());
    }

    [Fact]
    public void Run_Limit_TouchesNoMoreThanItNeeds()
    {
        var engine = new CypherEngine(NoProcedures.Instance, _clock);
        var prepared = engine.Prepare("UNWIND range(1, 1000000) AS a RETURN a LIMIT 5", _graph);
        var result = prepared.Run(
            _graph,
            new Dictionary<string, object?>(),
            new CypherLimits(),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(5, result.Rows.Count());
        Assert.InRange(result.Touched, 5, 12);
    }

    private CypherException Failure(string query, CypherLimits limits) =>
        Assert.Throws<CypherException>(() => Rows(query, limits, TestContext.Current.CancellationToken).Count());

    private IEnumerable<object?[]> Rows(string query, CypherLimits limits, CancellationToken cancellationToken) =>
        new CypherEngine(NoProcedures.Instance, _clock)
            .Prepare(query, _graph)
            .Run(_graph, new Dictionary<string, object?>(), limits, cancellationToken)
            .Rows;
}
