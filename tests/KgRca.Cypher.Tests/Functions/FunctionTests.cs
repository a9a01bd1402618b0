using KgRca.Cypher.Tests.Values;
using KgRca.Graph.Cypher;
using KgRca.Graph.Cypher.Functions;
using KgRca.Graph.Cypher.Values;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Cypher.Tests.Functions;

public sealed class FunctionTests
{
    private static readonly CypherList Abc = ["a", "b", "c"];
    private readonly FunctionContext _context = new(
        new FakeTimeProvider(new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero)),
        new Random(1)
    );

    public static TheoryData<string, object?[], string> Calls =>
        new()
        {
            { "COALESCE", [null, 2L], "2" },
            { "size", ["\U0001F600a"], "2" },
            { "size", [Abc], "3" },
            { "isEmpty", [CypherMap.Empty], "true" },
            { "head", [Abc], "'a'" },
            { "last", [CypherList.Empty], "null" },
            { "tail", [Abc], "['b', 'c']" },
            { "reverse", ["a\U0001F600"], "'\U0001F600a'" },
            { "range", [0L, 10L, 3L], "[0, 3, 6, 9]" },
            { "range", [10L, -10L, -7L], "[10, 3, -4]" },
            { "range", [0L, -1L], "[]" },
            { "range", [0L, 1L, -1L], "[]" },
            { "range", [5L, 5L, -1L], "[5]" },
            { "range", [long.MaxValue - 1, long.MaxValue, 5L], "[9223372036854775806]" },
            { "toInteger", ["2.9"], "2" },
            { "toInteger", ["foo"], "null" },
            { "toInteger", [-2.9], "-2" },
            { "toFloat", ["1e3"], "1000.0" },
            { "toFloat", ["infinity"], "null" },
            { "toBoolean", [" TRUE "], "true" },
            { "toString", [1.0], "'1.0'" },
            { "toIntegerOrNull", [Abc], "null" },
            { "toIntegerList", [new CypherList(["1", 2.5, null, Abc])], "[1, 2, null, null]" },
            { "substring", ["hello", 1L, 3L], "'ell'" },
            { "substring", ["hello", 9L], "''" },
            { "left", ["hello", 2L], "'he'" },
            { "right", ["hello", 2L], "'lo'" },
            { "replace", ["hello", "l", "LL"], "'heLLLLo'" },
            { "split", ["one1two", "1"], "['one', 'two']" },
            { "split", ["ab", ""], "['a', 'b']" },
            { "split", ["a,b;c", new CypherList([",", ";"])], "['a', 'b', 'c']" },
            { "btrim", ["xxaxx", "x"], "'a'" },
            { "ltrim", ["  a "], "'a '" },
            { "toUpper", ["straße"], "'STRAßE'" },
            { "abs", [-1L], "1" },
            { "sign", [-0.5], "-1" },
            { "round", [2.5], "3.0" },
            { "round", [-1.5], "-1.0" },
            { "round", [3.14159, 3L], "3.142" },
            { "round", [1.249, 1L, "UP"], "1.3" },
            { "round", [-1.25, 1L, "HALF_DOWN"], "-1.2" },
            { "sqrt", [12.96], "3.6" },
            { "atan2", [1L, 1L], "0.7853981633974483" },
            { "haversin", [0.0], "0.0" },
            { "nullIf", [1L, 1.0], "null" },
            { "valueType", [Abc], "'LIST<STRING NOT NULL> NOT NULL'" },
            { "timestamp", [], "1796025600000" },
            { "size", [null], "null" },
        };

    [Theory]
    [MemberData(nameof(Calls))]
    public void Invoke_Arguments_GiveTheResult(string name, object?[] args, string expected) =>
        Assert.Equal(expected, CypherText.Format(Call(name, args)));

    [Theory]
    [InlineData("toInteger", CypherErrorKind.TypeError, "InvalidArgumentValue")]
    [InlineData("labels", CypherErrorKind.TypeError, "InvalidArgumentValue")]
    [InlineData("range", CypherErrorKind.ArgumentError, "InvalidArgumentType")]
    public void Invoke_WrongType_NamesTheError(string name, CypherErrorKind kind, string detail)
    {
        var function = Assert.IsType<CypherFunction>(CypherFunctions.Find(name));
        object?[] args = [.. Enumerable.Repeat<object?>(Abc, function.MinArgs)];
        var error = Assert.Throws<CypherException>(() => function.Invoke(args, _context));
        Assert.Equal((kind, detail), (error.Kind, error.Detail));
    }

    [Fact]
    public void Invoke_NegativeLength_IsOutOfRange()
    {
        var error = Assert.Throws<CypherException>(() => Call("left", ["a", -1L]));
        Assert.Equal("NumberOutOfRange", error.Detail);
    }

    [Fact]
    public void Range_ABillion_TakesNoMemory()
    {
        var range = Assert.IsType<CypherList>(Call("range", [1L, 1_000_000_000L]));
        Assert.Equal((1_000_000_000, 1_000_000_000L), (range.Count, range[^1]));
    }

    [Fact]
    public void RandomUuid_TwoCalls_AreVersionFourAndDiffer()
    {
        var (first, second) = (Call("randomUUID"), Call("randomUUID"));
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", (string?)first);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Find_UnknownName_IsNull() => Assert.Null(CypherFunctions.Find("nope"));

    [Fact]
    public void EntityFunctions_ARelationship_GiveItsParts()
    {
        var node = new SampleNode(1, ["A"], new CypherMap([new("x", 1L)]));
        var relationship = new SampleRelationship(7, "T", node, node, CypherMap.Empty);
        Assert.Equal(7L, Call("id", relationship));
        Assert.Equal("T", Call("type", relationship));
        Assert.Equal(node, Call("startNode", relationship));
        Assert.Equal("['A']", CypherText.Format(Call("labels", node)));
        Assert.Equal("['x']", CypherText.Format(Call("keys", node)));
        Assert.Equal(1L, Call("length", new CypherPath([node, node], [relationship])));
    }

    private object? Call(string name, params object?[] args)
    {
        var function = Assert.IsType<CypherFunction>(CypherFunctions.Find(name));
        Assert.InRange(args.Length, function.MinArgs, function.MaxArgs);
        return function.Invoke(args, _context);
    }
}
