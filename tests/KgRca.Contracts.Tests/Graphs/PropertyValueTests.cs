using CsCheck;
using KgRca.Contracts.Graphs;

namespace KgRca.Contracts.Tests.Graphs;

public sealed class PropertyValueTests
{
    private static readonly string[] Texts = ["a", "b"];

    private static readonly Gen<PropertyValue> Value = Gen.OneOf(
        Gen.Const(PropertyValue.Null),
        Gen.Bool.Select(value => (PropertyValue)value),
        Gen.Long[-3, 3].Select(value => (PropertyValue)value),
        Gen.OneOf(double.NaN, 0.0, 1.0, double.PositiveInfinity).Select(value => (PropertyValue)value),
        Gen.OneOf("", "a", "1").Select(value => (PropertyValue)value),
        Gen.OneOf("", "a", "1").Array[0, 2].Select(value => (PropertyValue)value)
    );

    [Fact]
    public void As_ValueOfEachType_IsReadAsThatTypeOnly()
    {
        Assert.Equal((PropertyType.Null, null, null, null, null, null), Read(PropertyValue.Null));
        Assert.Equal((PropertyType.Boolean, true, null, null, null, null), Read(true));
        Assert.Equal((PropertyType.Integer, null, 7, 7.0, null, null), Read(7L));
        Assert.Equal((PropertyType.Float, null, null, 0.5, null, null), Read(0.5));
        Assert.Equal((PropertyType.String, null, null, null, "x", null), Read("x"));
        Assert.Equal((PropertyType.StringList, null, null, null, null, Texts), Read(Texts));
    }

    [Fact]
    public void Conversion_OfNullReferences_IsTheNullValue()
    {
        Assert.Equal(PropertyValue.Null, (string?)null);
        Assert.Equal(PropertyValue.Null, (string[]?)null);
    }

    [Fact]
    public void Conversion_OfATime_IsItsMilliseconds() =>
        Assert.Equal(1_000L, ((PropertyValue)new DateTimeOffset(1970, 1, 1, 2, 0, 1, TimeSpan.FromHours(2))).AsInteger);

    [Fact]
    public void Equals_SameTypeAndContent_AndNothingElse()
    {
        Assert.True((PropertyValue)Texts.ToArray() == Texts);
        Assert.True((PropertyValue)double.NaN == double.NaN);
        Assert.True((PropertyValue)1L != 1.0);
        Assert.True((PropertyValue)1L != true);
        Assert.True((PropertyValue)0L != PropertyValue.Null);
        Assert.True((PropertyValue)"" != PropertyValue.Null);
        Assert.True((PropertyValue)Texts[..1] != "a");
        Assert.False(((PropertyValue)1L).Equals((object)1L));
    }

    [Fact]
    public void Equals_AnyTwo_AgreesWithTheHashCodeAndIsSymmetric() =>
        Gen.Select(Value, Value)
            .Sample(
                (left, right) =>
                    left.Equals(right) == right.Equals(left)
                    && left.Equals((object)right) == (left == right)
                    && (left != right || left.GetHashCode() == right.GetHashCode()),
                iter: 20_000
            );

    [Fact]
    public void ToString_EachType_IsReadable() =>
        Assert.Equal(
            ["null", "false", "-7", "0.5", "text", "[a, b]"],
            new PropertyValue[] { PropertyValue.Null, false, -7L, 0.5, "text", Texts }.Select(value => $"{value}")
        );

    private static (PropertyType, bool?, long?, double?, string?, string[]?) Read(PropertyValue value) =>
        (value.Type, value.AsBoolean, value.AsInteger, value.AsFloat, value.AsString, value.AsStrings);
}
