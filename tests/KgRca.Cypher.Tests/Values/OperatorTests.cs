using KgRca.Graph.Cypher;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Cypher.Tests.Values;

public sealed class OperatorTests
{
    private static readonly CypherList OneTwoThree = [1L, 2L, 3L];

    [Theory]
    [InlineData(true, null, null, true, null)]
    [InlineData(false, null, false, null, null)]
    [InlineData(null, null, null, null, null)]
    [InlineData(true, false, false, true, true)]
    public void Logic_WithNull_IsTernary(bool? left, bool? right, bool? and, bool? or, bool? xor)
    {
        Assert.Equal(and, CypherOperators.And(left, right));
        Assert.Equal(or, CypherOperators.Or(left, right));
        Assert.Equal(xor, CypherOperators.Xor(left, right));
    }

    [Fact]
    public void Not_ANumber_IsATypeError() =>
        AssertFails(CypherErrorKind.TypeError, "InvalidArgumentType", () => CypherOperators.Not(1L));

    [Fact]
    public void In_NullAmongOthers_IsUnknownUnlessFound()
    {
        CypherList list = [1L, null];
        Assert.True(CypherOperators.In(1.0, list));
        Assert.Null(CypherOperators.In(2L, list));
        Assert.False(CypherOperators.In(null, CypherList.Empty));
        Assert.Null(CypherOperators.In(1L, null));
    }

    [Fact]
    public void Index_FromTheEndAndBeyond_IsTheElementOrNull()
    {
        Assert.Equal(3L, CypherOperators.Index(OneTwoThree, -1L));
        Assert.Null(CypherOperators.Index(OneTwoThree, 3L));
        Assert.Null(CypherOperators.Index(OneTwoThree, long.MinValue));
    }

    [Fact]
    public void Index_WrongKindOfKey_NamesIt()
    {
        AssertFails(
            CypherErrorKind.TypeError,
            "MapElementAccessByNonString",
            () => CypherOperators.Index(CypherMap.Empty, 0L)
        );
        AssertFails(CypherErrorKind.TypeError, "InvalidArgumentType", () => CypherOperators.Index(OneTwoThree, "a"));
        AssertFails(CypherErrorKind.TypeError, "InvalidArgumentType", () => CypherOperators.Index(100L, 0L));
    }

    [Theory]
    [InlineData(1, 3, "[2, 3]")]
    [InlineData(-3, -1, "[1, 2]")]
    [InlineData(3, 1, "[]")]
    [InlineData(-5, 5, "[1, 2, 3]")]
    public void Slice_AnyBounds_AreCutToTheList(long from, long to, string expected) =>
        Assert.Equal(expected, CypherText.Format(CypherOperators.Slice(OneTwoThree, from, to)));

    [Fact]
    public void Slice_NullBound_IsNull() => Assert.Null(CypherOperators.Slice(OneTwoThree, null, 2L));

    [Theory]
    [InlineData("abc", "a.c", true)]
    [InlineData("abcd", "a.c", false)]
    [InlineData("ABC", "(?i)a.c", true)]
    [InlineData("a|b", "a|b", false)]
    [InlineData("aa", @"(a)\1", true)]
    public void Matches_APattern_CoversTheWholeText(string text, string pattern, bool expected) =>
        Assert.Equal(expected, CypherOperators.Matches(text, pattern));

    [Fact]
    public void Matches_PatternThatBacktracksForever_IsStopped() =>
        AssertFails(
            CypherErrorKind.LimitExceeded,
            "RegularExpressionTimeout",
            () => CypherOperators.Matches(new string('a', 5_000) + "!", @"(?=a)(a+)+\1$")
        );

    [Fact]
    public void Matches_NoPattern_IsAnArgumentError() =>
        AssertFails(CypherErrorKind.ArgumentError, "InvalidArgumentValue", () => CypherOperators.Matches("a", "("));

    [Fact]
    public void StartsWith_NoText_IsNull() => Assert.Null(CypherOperators.StartsWith(1L, "1"));

    [Fact]
    public void Add_Types_GoTogetherAsInNeo4j()
    {
        Assert.Equal(3L, CypherArithmetic.Add(1L, 2L));
        Assert.Equal(3.5, CypherArithmetic.Add(1L, 2.5));
        Assert.Equal("a1", CypherArithmetic.Add("a", 1L));
        Assert.Equal("[1, 2, 3, 4]", CypherText.Format(CypherArithmetic.Add(OneTwoThree, 4L)));
        Assert.Equal("[0, 1, 2, 3]", CypherText.Format(CypherArithmetic.Add(0L, OneTwoThree)));
        Assert.Equal("[1, 2, 3, 1, 2, 3]", CypherText.Format(CypherArithmetic.Add(OneTwoThree, OneTwoThree)));
        Assert.Null(CypherArithmetic.Add(null, 1L));
    }

    [Theory]
    [InlineData(7L, -2L, -3L, 1L)]
    [InlineData(-7L, 2L, -3L, -1L)]
    [InlineData(long.MinValue, 1L, long.MinValue, 0L)]
    public void Divide_Integers_RoundsTowardsZero(long left, long right, long quotient, long remainder)
    {
        Assert.Equal(quotient, CypherArithmetic.Divide(left, right));
        Assert.Equal(remainder, CypherArithmetic.Modulo(left, right));
    }

    [Fact]
    public void Arithmetic_BeyondSixtyFourBits_IsAnError()
    {
        AssertFails(CypherErrorKind.ArithmeticError, "IntegerOverflow", () => CypherArithmetic.Add(long.MaxValue, 1L));
        AssertFails(
            CypherErrorKind.ArithmeticError,
            "IntegerOverflow",
            () => CypherArithmetic.Subtract(-2L, long.MaxValue)
        );
        AssertFails(CypherErrorKind.ArithmeticError, "IntegerOverflow", () => CypherArithmetic.Multiply(1L << 62, 2L));
        AssertFails(CypherErrorKind.ArithmeticError, "IntegerOverflow", () => CypherArithmetic.Negate(long.MinValue));
        AssertFails(
            CypherErrorKind.ArithmeticError,
            "IntegerOverflow",
            () => CypherArithmetic.Divide(long.MinValue, -1L)
        );
        AssertFails(CypherErrorKind.ArithmeticError, "DivisionByZero", () => CypherArithmetic.Modulo(1L, 0L));
        Assert.Equal(double.PositiveInfinity, CypherArithmetic.Divide(1.0, 0L));
    }

    [Fact]
    public void Add_ListThatDoublesForever_IsStopped()
    {
        object? list = OneTwoThree;
        AssertFails(
            CypherErrorKind.LimitExceeded,
            "ValueTooLarge",
            () =>
            {
                while (true)
                    list = CypherArithmetic.Add(list, list);
            }
        );
    }

    [Fact]
    public void Get_ANumbersProperty_IsATypeError() =>
        AssertFails(CypherErrorKind.TypeError, "InvalidArgumentType", () => CypherProperties.Get(1L, "x"));

    private static void AssertFails(CypherErrorKind kind, string detail, Func<object?> action)
    {
        var error = Assert.Throws<CypherException>(() => action());
        Assert.Equal((kind, detail), (error.Kind, error.Detail));
    }
}
