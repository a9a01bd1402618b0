using KgRca.Cypher.Tests.Graphs;
using KgRca.Graph.Cypher;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Cypher.Tests.Queries;

/// <summary>What users of Neo4j write that openCypher's conformance tests do not have.</summary>
public sealed class QueryTests
{
    private const string People = """
        CREATE (a:Person {name: 'Ann', age: 30}), (b:Person {name: 'Bob', age: 40}), (c:Person:Admin {name: 'Cid'}),
               (d:Person {name: 'Dan', age: 20}), (x:City {name: 'Ulm'}),
               (a)-[:KNOWS {since: 1}]->(b), (b)-[:KNOWS {since: 2}]->(c), (a)-[:KNOWS {since: 3}]->(d),
               (d)-[:KNOWS {since: 4}]->(c), (c)-[:LIKES]->(a), (a)-[:LIVES_IN]->(x), (b)-[:LIVES_IN]->(x)
        """;

    private readonly MemoryGraph _graph = new();
    private readonly CypherEngine _engine = new(NoProcedures.Instance, TimeProvider.System);

    public QueryTests() => new GraphWriter(_graph).Execute(People);

    [Theory]
    [InlineData("MATCH (p:Person) WHERE COUNT { (p)-[:KNOWS]->() } > 1 RETURN p.name", "'Ann'")]
    [InlineData(
        "MATCH (p:Person) RETURN p.name, COUNT { (p)-[:KNOWS]->(q) WHERE q.age > 25 } AS n ORDER BY p.name LIMIT 1",
        "'Ann' 1"
    )]
    [InlineData(
        "MATCH (p:Person) WHERE EXISTS { MATCH (p)-[:LIVES_IN]->(c) WHERE c.name = 'Ulm' } RETURN p.name",
        "'Ann', 'Bob'"
    )]
    [InlineData(
        "MATCH (p:Person {name: 'Ann'}) RETURN COLLECT { MATCH (p)-[:KNOWS]->(q) RETURN q.name ORDER BY q.name } AS l",
        "['Bob', 'Dan']"
    )]
    [InlineData(
        "MATCH (p:Person {name: 'Ann'}) CALL { WITH p MATCH (p)-[:KNOWS]->(q) RETURN q ORDER BY q.name LIMIT 1 } RETURN q.name",
        "'Bob'"
    )]
    [InlineData(
        "MATCH (p:Person) CALL (p) { MATCH (p)-[:KNOWS]->(q) RETURN count(q) AS n } RETURN p.name, n",
        "'Ann' 2, 'Bob' 1, 'Cid' 0, 'Dan' 1"
    )]
    [InlineData(
        "UNWIND [1, 2] AS x CALL (*) { RETURN x AS y UNION RETURN x * 10 AS y } RETURN x, y",
        "1 1, 1 10, 2 2, 2 20"
    )]
    [InlineData(
        "CALL { MATCH (p:Person) RETURN p ORDER BY p.name DESC LIMIT 2 } RETURN p.name ORDER BY p.name",
        "'Cid', 'Dan'"
    )]
    [InlineData(
        "MATCH (p {name: 'Ann'}) RETURN p {.name, .missing, years: p.age, p2: 1} AS m",
        "{name: 'Ann', missing: null, years: 30, p2: 1}"
    )]
    [InlineData(
        "MATCH (p {name: 'Ann'}) WITH p, 7 AS seven RETURN p {.*, seven} AS m",
        "{name: 'Ann', age: 30, seven: 7}"
    )]
    [InlineData("MATCH (p:Person&!Admin) RETURN p.name", "'Ann', 'Bob', 'Dan'")]
    [InlineData("MATCH (p:City|Admin) RETURN p.name", "'Cid', 'Ulm'")]
    [InlineData("MATCH (p:%) WHERE p:Admin OR p:City RETURN count(*) AS n", "2")]
    [InlineData(
        "MATCH ({name: 'Ann'})-[r:KNOWS|LIKES]-(q) RETURN q.name, type(r)",
        "'Bob' 'KNOWS', 'Cid' 'LIKES', 'Dan' 'KNOWS'"
    )]
    [InlineData("MATCH ({name: 'Ann'})-[r:!LIVES_IN]->(q) RETURN q.name", "'Bob', 'Dan'")]
    [InlineData("MATCH ({name: 'Ann'})-[:KNOWS WHERE true]->(q WHERE q.age > 30) RETURN q.name", "'Bob'")]
    [InlineData("MATCH (p) WHERE elementId(p) = 'n1' RETURN p.name", "'Bob'")]
    [InlineData("MATCH p = shortestPath((a {name: 'Ann'})-[:KNOWS*]->(c {name: 'Cid'})) RETURN length(p)", "2")]
    [InlineData(
        "MATCH p = allShortestPaths((a {name: 'Ann'})-[:KNOWS*]->(c {name: 'Cid'})) RETURN [n IN nodes(p) | n.name] AS l",
        "['Ann', 'Bob', 'Cid'], ['Ann', 'Dan', 'Cid']"
    )]
    [InlineData(
        "MATCH p = shortestPath((a {name: 'Ann'})-[*]-(c {name: 'Cid'})) RETURN length(p), type(relationships(p)[0])",
        "1 'LIKES'"
    )]
    [InlineData("MATCH p = shortestPath((a {name: 'Ann'})-[:KNOWS*..1]->(c {name: 'Cid'})) RETURN length(p)", "")]
    [InlineData("MATCH (a {name: 'Ann'}), (c {name: 'Cid'}) RETURN length(shortestPath((a)-[:KNOWS*]->(c))) AS n", "2")]
    [InlineData("MATCH (a {name: 'Bob'}), (c {name: 'Ann'}) RETURN shortestPath((a)-[:LIVES_IN*]->(c)) AS p", "null")]
    [InlineData("MATCH (a {name: 'Ann'})-[r:KNOWS*1..2 {since: 1}]->(b) RETURN b.name", "'Bob'")]
    [InlineData(
        "MATCH (a {name: 'Ann'})-[r:KNOWS*2]->(b) RETURN b.name, [x IN r | x.since] AS s",
        "'Cid' [1, 2], 'Cid' [3, 4]"
    )]
    [InlineData(
        "MATCH (b {name: 'Cid'})<-[r:KNOWS*2]-(a) RETURN a.name, [x IN r | x.since] AS s",
        "'Ann' [2, 1], 'Ann' [4, 3]"
    )]
    [InlineData("MATCH (p:Person) RETURN count(DISTINCT p.age > 25) AS n, percentileCont(p.age, 0.5) AS m", "2 30.0")]
    [InlineData("MATCH (p:Person) WITH p ORDER BY p.name SKIP 1 LIMIT 2 RETURN collect(p.name) AS l", "['Bob', 'Cid']")]
    [InlineData(
        "MATCH (p:Person) RETURN CASE WHEN p.age > 35 THEN 'old' WHEN p.age > 25 THEN 'mid' ELSE 'none' END AS c ORDER BY c",
        "'mid', 'none', 'none', 'old'"
    )]
    [InlineData(
        "MATCH (p:Person) WHERE any(x IN [(p)-[:KNOWS]->(q) | q.name] WHERE x = 'Cid') RETURN p.name",
        "'Bob', 'Dan'"
    )]
    [InlineData("MATCH (p:Person) WHERE NOT (p)-[:KNOWS]->() RETURN p.name", "'Cid'")]
    [InlineData("OPTIONAL MATCH (p:Nobody) RETURN p, COUNT { (p)-->() } AS n", "null 0")]
    [InlineData("RETURN 'a' || 'b' AS s", "'ab'")]
    [InlineData(
        "RETURN [x IN range(1, 5) WHERE x % 2 = 1 | x * x] AS l, reduce(s = 0, x IN [1, 2, 3] | s + x) AS r",
        "[1, 9, 25] 6"
    )]
    public void Query_OfAUserOfNeo4j_Answers(string query, string expected) =>
        Assert.Equal(Sorted(expected), Sorted(Run(query)));

    [Fact]
    public void Query_OrderByWithLimit_IsStableAndKeepsTheFirst()
    {
        Assert.Equal(
            "'Bob' 40, 'Ann' 30",
            Run("MATCH (p:Person) WHERE p.age IS NOT NULL RETURN p.name, p.age ORDER BY p.age DESC LIMIT 2")
        );
    }

    private string Run(string query)
    {
        var prepared = _engine.Prepare(query, _graph);
        var result = prepared.Run(
            _graph,
            new Dictionary<string, object?>(),
            new CypherLimits(),
            TestContext.Current.CancellationToken
        );
        return string.Join(", ", result.Rows.Select(row => string.Join(" ", row.Select(CypherText.Format))));
    }

    private static string Sorted(string rows) => string.Join(", ", rows.Split(", ").Order(StringComparer.Ordinal));
}
