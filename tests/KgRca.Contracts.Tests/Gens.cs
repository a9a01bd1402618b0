using CsCheck;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Tests;

/// <summary>Random values for property tests.</summary>
internal static class Gens
{
    /// <summary>A word that no message of ours holds: an error that does has leaked the record's text.</summary>
    public const string Secret = "Hush";

    public static Gen<DataTopic> Topic { get; } = Gen.OneOf([.. TopicName.Inputs]);

    private static Gen<string> Scalar { get; } =
        Gen.OneOf(
            Gen.OneOf(
                "null",
                "true",
                "false",
                "0",
                "-1",
                "1e400",
                "9999999999",
                "\"\"",
                "\"\\ud800\"",
                "\"4\"",
                "\"upsert\"",
                "\"k8s.log\"",
                "\"2026-11-21T11:50:49Z\"",
                "\"2099-01-01T00:00:00Z\"",
                "\"Pod\"",
                "\"a/b\"",
                "\"\\u0000\""
            ),
            Gen.Int.Select(number => $"{number}"),
            Gen.Char['#', '~'].Array[0, 300].Select(text => $"\"{Secret}{new string(text).Replace('\\', ' ')}\"")
        );

    private static Gen<string> MemberName { get; } =
        Gen.OneOf(
            Gen.OneOf(
                "kind",
                "name",
                "namespace",
                "uid",
                "metadata",
                "apiVersion",
                "labels",
                "status",
                "startsAt",
                "alertname",
                "event_id",
                "\\ud800"
            ),
            Gen.Char['a', 'z'].Select(letter => Secret + letter)
        );

    /// <summary>
    /// JSON that nests at most <paramref name="depth"/> levels, some of it with names and values of the wire format.
    /// </summary>
    public static Gen<string> Json(int depth) =>
        depth == 0
            ? Scalar
            : Gen.Frequency(
                (2, Scalar),
                (1, Json(depth - 1).Array[0, 3].Select(items => $"[{string.Join(',', items)}]")),
                (
                    2,
                    Gen.Select(MemberName, Json(depth - 1))
                        .Array[0, 5]
                        .Select(members => $"{{{string.Join(',', members.Select(m => $"\"{m.Item1}\":{m.Item2}"))}}}")
                )
            );

    public static Gen<string> Text { get; } =
        Gen.Char.Array[0, 40].Select(characters => new string([.. characters.Where(c => !char.IsSurrogate(c))]));

    public static Gen<string> Name { get; } =
        Gen.Char['!', '~'].Array[1, 60].Select(characters => new string(characters).Replace('/', '-'));

    private static Gen<string> Kind { get; } =
        Gen.Select(Gen.Char['A', 'Z'], Gen.Char.AlphaNumeric.Array[0, 20], (first, rest) => first + new string(rest));

    // Whole milliseconds, which is what the wire format keeps of a time.
    private static Gen<DateTimeOffset> Time { get; } =
        Gen.Long[1_402_012_800_000, Samples.ReceivedAt.ToUnixTimeMilliseconds()]
            .Select(DateTimeOffset.FromUnixTimeMilliseconds);

    private static Gen<IReadOnlyDictionary<string, string>> Labels { get; } =
        Gen.Dictionary(Name, Text)[0, 8].Select(labels => (IReadOnlyDictionary<string, string>)labels);

    private static Gen<ObjectReference> Reference { get; } =
        Gen.Select(
            Kind,
            Name,
            Gen.Null(Name),
            Gen.Null(Name),
            (kind, name, @namespace, uid) => new ObjectReference(kind, name, @namespace, uid)
        );

    public static Gen<Event> Event { get; } =
        Gen.Select(
            Gen.Select(Name, Name, Name, Text),
            Gen.Select(Time, Gen.Long[0, 100_000_000]),
            Gen.Enum<EventSource>(),
            Gen.Enum<Severity>(),
            Reference,
            Gen.Int[1, int.MaxValue],
            Gen.Null(Name),
            Gen.Null(Labels),
            (texts, times, source, severity, subject, count, container, labels) =>
                new Event(
                    texts.Item1,
                    times.Item1.AddMilliseconds(times.Item2) is var last && last < Samples.ReceivedAt
                        ? last
                        : times.Item1,
                    texts.Item2,
                    source,
                    severity,
                    texts.Item3,
                    texts.Item4,
                    subject,
                    times.Item1,
                    count,
                    container,
                    labels
                )
        );

    public static Gen<Edge> Edge { get; } =
        Gen.Select(
            Gen.Enum<StateOperation>(),
            Time,
            Name,
            Gen.Enum<EdgeType>(),
            Reference,
            Reference,
            Gen.Enum<CallSource>(),
            Gen.Double[0, 1],
            (op, time, cluster, type, from, to, source, number) =>
                new Edge(
                    op,
                    time,
                    cluster,
                    type,
                    from,
                    to,
                    type == EdgeType.Calls ? new CallStatistics(source, number, number, number, number) : null
                )
        );

    public static Gen<AlertGroup> AlertGroup { get; } =
        Gen.Select(Text, Alert().Array[0, 4], (key, alerts) => new AlertGroup("4", key, alerts));

    private static Gen<Alert> Alert() =>
        Gen.Select(
            Gen.Enum<AlertStatus>(),
            Labels,
            Name,
            Time,
            Gen.Nullable(Time),
            Gen.Null(Labels),
            Gen.Null(Name),
            (status, labels, name, starts, ends, annotations, fingerprint) =>
                new Alert(
                    status,
                    new Dictionary<string, string>(labels) { ["alertname"] = name },
                    starts,
                    ends,
                    annotations,
                    fingerprint
                )
        );
}
