using CsCheck;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Cypher.Tests.Values;

/// <summary>Random values of every type, drawn from few so that equal ones meet.</summary>
internal static class ValueGenerators
{
    public static Gen<CypherDate> Date { get; } =
        Gen.OneOf(Gen.Long[-1000, 30_000], Gen.Long[CypherDate.MinEpochDay, CypherDate.MaxEpochDay])
            .Select(day => new CypherDate(day));

    public static Gen<CypherLocalTime> LocalTime { get; } =
        Gen.OneOf(Gen.Long[0, 3], Gen.Long[0, CypherLocalTime.NanosPerDay - 1])
            .Select(nano => new CypherLocalTime(nano));

    public static Gen<int> Offset { get; } = Gen.OneOf(0, 3600, -3600, 3208, 5 * 3600 + 1800);

    public static Gen<CypherTime> Time { get; } =
        LocalTime.Select(Offset, (time, offset) => new CypherTime(time, offset));

    public static Gen<CypherLocalDateTime> LocalDateTime { get; } =
        Date.Select(LocalTime, (date, time) => new CypherLocalDateTime(date, time));

    public static Gen<CypherDateTime> DateTime { get; } =
        LocalDateTime.Select(Offset, (local, offset) => new CypherDateTime(local, offset));

    public static Gen<CypherDuration> Duration { get; } =
        Gen.Select(
            Gen.Long[-30, 30],
            Gen.Long[-70, 70],
            Gen.Long[-200_000, 200_000],
            Gen.OneOf(Gen.Const(0), Gen.Int[0, 999_999_999]),
            (months, days, seconds, nanos) => new CypherDuration(months, days, seconds, nanos)
        );

    public static Gen<object?> Number { get; } =
        Gen.OneOf(
            Gen.Long[-3, 3].Select(number => (object?)number),
            Gen.OneOf(long.MinValue, long.MaxValue, (1L << 53) + 1, 1L << 53).Select(number => (object?)number),
            Gen.Int[-6, 6].Select(number => (object?)(number / 2.0)),
            Gen.OneOf(double.NaN, double.PositiveInfinity, -0.0, 9007199254740992.0, 9223372036854775808.0, 0.1)
                .Select(number => (object?)number)
        );

    public static Gen<object?> Scalar { get; } =
        Gen.OneOf(
            Number,
            Gen.Const((object?)null),
            Gen.Bool.Select(truth => (object?)truth),
            Gen.OneOf("", "a", "ab", "b", "\U0001F600", "\uE000", "é").Select(text => (object?)text),
            Date.Select(value => (object?)value),
            LocalTime.Select(value => (object?)value),
            Time.Select(value => (object?)value),
            LocalDateTime.Select(value => (object?)value),
            DateTime.Select(value => (object?)value),
            Duration.Select(value => (object?)value),
            Gen.Long[1, 2].Select(id => (object?)Node(id)),
            Gen.Long[1, 2].Select(id => (object?)Loop(id)),
            Gen.Long[1, 2].Select(id => (object?)new CypherPath([Node(id), Node(id)], [Loop(1)]))
        );

    public static Gen<object?> Value { get; } = Nested(Nested(Scalar));

    private static SampleNode Node(long id) => new(id, ["A"], CypherMap.Empty);

    private static SampleRelationship Loop(long id) => new(id, "T", Node(id), Node(id), CypherMap.Empty);

    private static Gen<object?> Nested(Gen<object?> inner) =>
        Gen.OneOf(
            inner,
            inner.Array[0, 3].Select(items => (object?)new CypherList(items)),
            Gen.Select(Gen.OneOf("a", "b", "c"), inner)
                .Array[0, 3]
                .Select(entries =>
                    (object?)new CypherMap(entries.Select(entry => KeyValuePair.Create(entry.Item1, entry.Item2)))
                )
        );
}
