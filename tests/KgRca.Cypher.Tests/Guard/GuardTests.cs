using KgRca.Graph.Cypher;
using KgRca.Graph.Cypher.Guard;
using KgRca.Graph.Cypher.Parsing;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Cypher.Tests.Guard;

public sealed class GuardTests
{
    [Theory]
    [InlineData("CREATE (n)", 1, 1)]
    [InlineData("MATCH (n)\nSET n.x = 1 RETURN n", 2, 1)]
    [InlineData("MATCH (n) DETACH DELETE n", 1, 11)]
    [InlineData("MATCH (n) REMOVE n.x", 1, 11)]
    [InlineData("MERGE (n) RETURN n", 1, 1)]
    [InlineData("FOREACH (x IN [1] | CREATE (n))", 1, 1)]
    [InlineData("CALL { CREATE (n) RETURN n } RETURN n", 1, 8)]
    [InlineData("MATCH (n) WHERE EXISTS { MATCH (n) CALL { CREATE (m) } RETURN 1 } RETURN n", 1, 43)]
    [InlineData("UNWIND [1] AS x CALL { MATCH (n) RETURN n } IN TRANSACTIONS RETURN x", 1, 17)]
    [InlineData("USE other MATCH (n) RETURN n", 1, 1)]
    [InlineData("LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row", 1, 1)]
    [InlineData("SHOW USERS", 1, 1)]
    [InlineData("CREATE INDEX i FOR (n:A) ON (n.x)", 1, 1)]
    public void Prepare_WhatIsMoreThanReading_IsRefusedWithItsPlace(string query, int line, int column)
    {
        var error = Assert.Throws<CypherException>(() => Prepare(query));
        Assert.Equal(CypherErrorKind.Forbidden, error.Kind);
        Assert.Equal((line, column), (error.Position?.Line, error.Position?.Column));
    }

    [Theory]
    [InlineData("RETURN apoc.load.json('http://169.254.169.254/')")]
    [InlineData("MATCH (n) WHERE n.x = genai.vector.encode('x', 'OpenAI', {}) RETURN n")]
    [InlineData("RETURN [x IN [1] | COUNT { RETURN nope(x) AS y }] AS z")]
    public void Prepare_FunctionThatCypherDoesNotDefine_IsRefused(string query)
    {
        var error = Assert.Throws<CypherException>(() => Prepare(query));
        Assert.Equal("UnknownFunction", error.Detail);
    }

    [Theory]
    [InlineData("CALL dbms.components()")]
    [InlineData("MATCH (n) CALL apoc.cypher.doIt('x', {}) YIELD value RETURN n")]
    public void Prepare_ProcedureThatIsNotAllowed_IsRefused(string query)
    {
        var error = Assert.Throws<CypherException>(() => Prepare(query));
        Assert.Equal(CypherErrorKind.ProcedureError, error.Kind);
    }

    [Theory]
    [InlineData(1, 1990)]
    [InlineData(40, 1990)]
    [InlineData(40, 20)]
    [InlineData(100_000, 0)]
    public void Prepare_QueryThatIsNestedTooDeeply_IsRefused(int parentheses, int chain)
    {
        var operators = string.Concat(Enumerable.Repeat("+1", chain)) + ")";
        var expression = new string('(', parentheses) + "1" + string.Concat(Enumerable.Repeat(operators, parentheses));
        Assert.Throws<CypherException>(() => Prepare($"RETURN {expression} AS x"));
    }

    [Fact]
    public void Prepare_QueryAsDeepAsAllowed_FitsASmallStack()
    {
        var chain = string.Concat(Enumerable.Repeat(" OR n.x = 'a'", NestingLimit.MaxDepth - 5));
        var query = $"MATCH (n) WHERE n.x = 'b'{chain} RETURN n";
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() => Prepare(query)), maxStackSize: 1 << 20);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    [Theory]
    [InlineData("RETURN 1; RETURN 2")]
    [InlineData("MATCH (n) RETURN n; DROP DATABASE neo4j")]
    public void Prepare_SeveralStatements_AreRefused(string query) =>
        Assert.Throws<CypherException>(() => Prepare(query));

    [Theory]
    [InlineData("MATCH (n) RETURN n AS n", "LIMIT 100")]
    [InlineData("MATCH (n) RETURN n LIMIT 5", "LIMIT 5")]
    [InlineData("MATCH (n) RETURN n LIMIT 5000", "LIMIT 100")]
    [InlineData("MATCH (n) RETURN n LIMIT $rows", "LIMIT $p0")]
    [InlineData("MATCH (n) RETURN n.x AS x UNION MATCH (m) RETURN m.x AS x", "LIMIT 100")]
    public void Prepare_Rows_AreLimitedInEachPart(string query, string expected)
    {
        foreach (var part in Prepare(query).Text.Split("\nUNION\n"))
            Assert.EndsWith(expected, part, StringComparison.Ordinal);
    }

    [Fact]
    public void Prepare_StringsAndParameters_AreNotInTheText()
    {
        var query = Prepare("MATCH (n {a: 'x\\u0027}) DETACH DELETE n //'}) WHERE n.b = $name RETURN n");
        Assert.Equal(
            "MATCH (`n`:(!`Hidden`&!`Secret`) {`a`: $s0}) WHERE (`n`.`b` = $p0)\nRETURN `n` LIMIT 100",
            query.Text
        );
        var bound = query.Bind(new Dictionary<string, object?> { ["name"] = "y", ["other"] = 1L });
        Assert.Equal("y", bound["p0"]);
        Assert.Equal("x'}) DETACH DELETE n //", bound["s0"]);
        Assert.Equal(2, bound.Count);
    }

    [Fact]
    public void Bind_ParameterThatIsNotGiven_IsNamed()
    {
        var query = Prepare("RETURN $name AS name");
        var error = Assert.Throws<CypherException>(() => query.Bind(new Dictionary<string, object?>()));
        Assert.Equal(CypherErrorKind.ParameterMissing, error.Kind);
        Assert.Contains("'name'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"MATCH (n:`A\u0060) DETACH DELETE n //`) RETURN n")]
    [InlineData(@"MATCH (`n\u0060`) RETURN 1 AS x")]
    [InlineData(@"RETURN {`a\u0060`: 1} AS x")]
    [InlineData(@"MATCH (n) RETURN n.`\u0060` AS x")]
    public void Prepare_NameThatNeo4jWouldReadAsItsEnd_IsRefused(string query)
    {
        var error = Assert.Throws<CypherException>(() => Prepare(query));
        Assert.Equal("ForbiddenName", error.Detail);
    }

    [Fact]
    public void Prepare_ColumnsWithoutAName_AreCalledAsTheCustomerWroteThem()
    {
        var query = Prepare(@"MATCH (n) RETURN n.x, 'it\'s'");
        Assert.Equal("n.x", query.Columns["_column_0"]);
        Assert.Equal(@"'it\'s'", query.Columns["_column_1"]);
        Assert.Contains("RETURN `n`.`x` AS `_column_0`, $s0 AS `_column_1`", query.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "MATCH (a:A|B)-[r:T*1..3]->(b) WHERE a:A OR b.x IN [1, 2] RETURN DISTINCT a, r ORDER BY a.x DESC SKIP 1 LIMIT 2"
    )]
    [InlineData("OPTIONAL MATCH p = shortestPath((a:A)-[:T|U*..5]-(b)) RETURN p LIMIT 1")]
    [InlineData(
        "MATCH (a) WHERE (a)-[:T]->(:B {x: 1}) AND NOT EXISTS { MATCH (a)<--(c) WHERE c.y > 0 } RETURN a LIMIT 1"
    )]
    [InlineData("MATCH (a) RETURN a {.x, .*, y: a.z + 1} AS m, [(a)-->(b) WHERE b.x = 1 | b.y] AS ys LIMIT 1")]
    [InlineData(
        "UNWIND range(1, 3) AS i WITH i, count(*) AS c WHERE c > -1 RETURN i, collect(DISTINCT c) AS cs LIMIT 9"
    )]
    [InlineData(
        "MATCH (a) CALL { WITH a MATCH (a)--(b) RETURN b UNION WITH a MATCH (a) RETURN a AS b } RETURN a, b LIMIT 1"
    )]
    [InlineData("MATCH (a) CALL (a) { MATCH (a)--(b) RETURN count(b) AS n } RETURN a, n LIMIT 1")]
    [InlineData("RETURN CASE WHEN true THEN 1 ELSE 2.5 END AS a, CASE 1 WHEN 2 THEN null END AS b LIMIT 1")]
    [InlineData(
        "RETURN all(x IN [1] WHERE x > 0) AS a, reduce(s = 0, x IN [1] | s + x) AS r, [x IN [1] WHERE x = 1 | x] AS l LIMIT 1"
    )]
    [InlineData(
        "MATCH (a) RETURN a[$key] AS v, [1, 2][0..1] AS s, a.x IS NOT NULL AS n, -a.x ^ 2 AS e, COUNT { (a)-->() } AS c LIMIT 1"
    )]
    [InlineData("CALL db.labels() YIELD label AS l WHERE l = $l RETURN l LIMIT 1")]
    [InlineData("MATCH (a) WITH a, a.x AS x RETURN * LIMIT 1")]
    public void Prepare_WhatWasPrinted_PrintsTheSameAgain(string query)
    {
        var once = GuardedQuery.Prepare(query, Procedures.Standard, [], 100).Text;
        var twice = GuardedQuery.Prepare(once, Procedures.Standard, [], 100).Text;
        Assert.Equal(Anonymous(once), Anonymous(twice));
    }

    private static GuardedQuery Prepare(string query) =>
        GuardedQuery.Prepare(query, Procedures.Standard, ["Hidden", "Secret"], 100);

    private static string Anonymous(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, @"\$[ps]\d+", "$$x");

    /// <summary>A procedure or two, as a store may have them.</summary>
    private sealed class Procedures : ICypherProcedures
    {
        public static Procedures Standard { get; } = new();

        public CypherProcedure? Find(string name) =>
            name.Equals("db.labels", StringComparison.OrdinalIgnoreCase)
                ? new CypherProcedure("db.labels", [], [new CypherField("label", CypherTypes.String)], (_, _) => [])
                : null;
    }
}
