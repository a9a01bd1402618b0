using CsCheck;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Cypher.Tests.Values;

public sealed class CompareTests
{
    private static readonly CypherList OneNull = [1L, null];
    private static readonly CypherList OneTwo = [1L, 2L];

    [Fact]
    public void Order_AnyTwoValues_IsAntisymmetric() =>
        Gen.Select(ValueGenerators.Value, ValueGenerators.Value)
            .Sample((a, b) => Math.Sign(CypherCompare.Order(a, b)) == -Math.Sign(CypherCompare.Order(b, a)));

    [Fact]
    public void Order_AnyThreeValues_IsTransitive() =>
        Gen.Select(ValueGenerators.Value, ValueGenerators.Value, ValueGenerators.Value)
            .Sample(
                (a, b, c) =>
                    CypherCompare.Order(a, b) > 0 || CypherCompare.Order(b, c) > 0 || CypherCompare.Order(a, c) <= 0
            );

    [Fact]
    public void Grouping_AnyTwoValues_AgreesWithOrderAndHash() =>
        Gen.Select(ValueGenerators.Value, ValueGenerators.Value)
            .Sample(
                (a, b) =>
                {
                    var isOne = CypherCompare.Grouping.Equals(a, b);
                    Assert.Equal(CypherCompare.Order(a, b) == 0, isOne);
                    if (isOne && a is not null && b is not null)
                        Assert.Equal(CypherCompare.Grouping.GetHashCode(a), CypherCompare.Grouping.GetHashCode(b));
                }
            );

    [Fact]
    public void Equal_WhereItKnows_AgreesWithGroupingExceptForNaN() =>
        Gen.Select(ValueGenerators.Value, ValueGenerators.Value)
            .Sample(
                (a, b) =>
                    CypherCompare.Equal(a, b) switch
                    {
                        true => CypherCompare.Grouping.Equals(a, b),
                        false => !CypherCompare.Grouping.Equals(a, b) || HasNaN(a),
                        null => true,
                    }
            );

    [Fact]
    public void Less_WhereItHolds_AgreesWithOrder() =>
        Gen.Select(ValueGenerators.Value, ValueGenerators.Value)
            .Sample(
                (a, b) =>
                    CypherCompare.Less(a, b) != true
                    || CypherCompare.Order(a, b) < 0 && CypherCompare.LessOrEqual(a, b) == true
            );

    [Fact]
    public void Order_OneValueOfEachType_IsThatOfOpenCypher()
    {
        var node = new SampleNode(1, [], CypherMap.Empty);
        var relationship = new SampleRelationship(1, "T", node, node, CypherMap.Empty);
        object?[] ascending =
        [
            CypherMap.Empty,
            node,
            relationship,
            CypherList.Empty,
            new CypherPath([node], []),
            new CypherDateTime(default, 0),
            default(CypherLocalDateTime),
            default(CypherDate),
            default(CypherTime),
            default(CypherLocalTime),
            default(CypherDuration),
            "text",
            false,
            1.5,
            double.NaN,
            null,
        ];
        Assert.Equal(ascending, ascending.Reverse().Order(Comparer<object?>.Create(CypherCompare.Order)));
    }

    [Fact]
    public void Equal_IntegerBesideTheNextFloat_IsFalse() =>
        Assert.False(CypherCompare.Equal((1L << 53) + 1, 9007199254740992.0));

    [Fact]
    public void Equal_NullInAList_IsUnknownUnlessTheRestDecides()
    {
        Assert.Null(CypherCompare.Equal(OneNull, OneTwo));
        Assert.False(CypherCompare.Equal(OneNull, new CypherList([2L, 2L])));
        Assert.False(CypherCompare.Equal(OneNull, new CypherList([1L])));
    }

    [Fact]
    public void Equal_MapsWithOtherKeys_IsFalseEvenForNull() =>
        Assert.False(CypherCompare.Equal(Map(("k", null)), CypherMap.Empty));

    [Fact]
    public void LessOrEqual_ListsThatDifferOnlyInNull_IsUnknown()
    {
        Assert.Null(CypherCompare.LessOrEqual(OneNull, OneTwo));
        Assert.True(CypherCompare.LessOrEqual(new CypherList([1L]), OneNull));
    }

    [Fact]
    public void Less_NaN_IsFalseAmongNumbersAndUnknownBesideText()
    {
        Assert.False(CypherCompare.Less(double.NaN, 1L));
        Assert.Null(CypherCompare.Less(double.NaN, "a"));
    }

    [Fact]
    public void Less_CharacterBeyondTheBasicPlane_ComesAfterAllOfIt() =>
        Assert.True(CypherCompare.Less("\uE000", "\U0001F600"));

    [Fact]
    public void Less_SameMomentOnTwoClocks_IsByTheClock()
    {
        var utc = new CypherDateTime(default, 0);
        var ahead = new CypherDateTime(new CypherLocalDateTime(default, CypherLocalTime.Of(1)), 3600);
        Assert.True(CypherCompare.Less(utc, ahead));
        Assert.False(CypherCompare.Equal(utc, ahead));
    }

    [Fact]
    public void Less_Durations_IsUnknown() =>
        Assert.Null(CypherCompare.Less(default(CypherDuration), new CypherDuration(0, 1, 0, 0)));

    private static CypherMap Map(params (string Key, object? Value)[] entries) =>
        new(entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)));

    private static bool HasNaN(object? value) =>
        value switch
        {
            double number => double.IsNaN(number),
            CypherList list => list.Any(HasNaN),
            CypherMap map => map.Values.Any(HasNaN),
            _ => false,
        };
}
