using KgRca.Graph.Cypher.Values;

namespace KgRca.Cypher.Tests.Values;

public sealed class TextTests
{
    private static readonly SampleNode A = new(1, ["A", "B"], Map(("x", 1L)));
    private static readonly SampleNode Bare = new(2, [], CypherMap.Empty);
    private static readonly SampleRelationship Link = new(3, "T", A, Bare, Map(("since", "now")));

    public static TheoryData<object?, string> Literals =>
        new()
        {
            { null, "null" },
            { true, "true" },
            { 42L, "42" },
            { 1.0, "1.0" },
            { -0.0, "-0.0" },
            { 0.001, "0.001" },
            { 1e7, "1.0E7" },
            { 12345678.5, "1.23456785E7" },
            { 1.5e-5, "1.5E-5" },
            { 1e308, "1.0E308" },
            { double.NaN, "NaN" },
            { "it's\na \\", @"'it\'s\na \\'" },
            { new CypherList([1L, "a", CypherList.Empty]), "[1, 'a', []]" },
            { Map(("a", null), ("b c", 1L)), "{a: null, `b c`: 1}" },
            { A, "(:A:B {x: 1})" },
            { Bare, "()" },
            { Link, "[:T {since: 'now'}]" },
            { new CypherPath([A, Bare], [Link]), "<(:A:B {x: 1})-[:T {since: 'now'}]->()>" },
            { new CypherPath([Bare, A], [Link]), "<()<-[:T {since: 'now'}]-(:A:B {x: 1})>" },
            { CypherDate.Of(2015, 7, 21), "'2015-07-21'" },
            { CypherDate.Of(-5, 1, 2), "'-0005-01-02'" },
            { CypherDate.Of(999_999_999, 12, 31), "'+999999999-12-31'" },
            { CypherLocalTime.Of(12, 31, 14, 645_000_000), "'12:31:14.645'" },
            { CypherLocalTime.Of(12), "'12:00'" },
            { new CypherTime(CypherLocalTime.Of(12, 0, 1), 0), "'12:00:01Z'" },
            { new CypherTime(CypherLocalTime.Of(12), -7507), "'12:00-02:05:07'" },
            {
                new CypherDateTime(new(CypherDate.Of(2017, 8, 8), CypherLocalTime.Of(9)), 7200, "Europe/Stockholm"),
                "'2017-08-08T09:00+02:00[Europe/Stockholm]'"
            },
            { default(CypherDuration), "'PT0S'" },
            { CypherDuration.Of(149, -14, 57_600), "'P12Y5M-14DT16H'" },
            { CypherDuration.Of(0, 0, -60.001m), "'PT-1M-0.001S'" },
            { CypherDuration.Of(0, 0, -1.999m), "'PT-1.999S'" },
            { CypherDuration.Of(0, 1, -0.001m), "'P1DT-0.001S'" },
            { CypherDuration.Of(0.75m, 0, 0), "'P22DT19H51M49.5S'" },
        };

    [Theory]
    [MemberData(nameof(Literals))]
    public void Format_AnyValue_IsItsLiteral(object? value, string literal) =>
        Assert.Equal(literal, CypherText.Format(value));

    private static CypherMap Map(params (string Key, object? Value)[] entries) =>
        new(entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)));
}
