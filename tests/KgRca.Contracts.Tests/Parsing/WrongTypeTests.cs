using System.Text;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;

namespace KgRca.Contracts.Tests.Parsing;

public sealed class WrongTypeTests
{
    private const string Text = "must be a string";
    private const string Number = "must be a whole number";
    private const string Object = "must be an object";
    private const string Time = "must be a time in RFC 3339, such as 2026-11-21T11:50:49.000Z";
    private const string Operation = "must be one of upsert, delete";

    public static TheoryData<DataTopic, string, string> Members { get; } =
        new()
        {
            { DataTopic.Events, "event_id", Text },
            { DataTopic.Events, "event_time", Time },
            { DataTopic.Events, "first_time", Time },
            { DataTopic.Events, "count", Number },
            { DataTopic.Events, "cluster", Text },
            { DataTopic.Events, "source", "must be one of k8s.event, k8s.log, prom.alert, node.health, probe, change" },
            { DataTopic.Events, "severity", "must be one of debug, info, warning, error, critical" },
            { DataTopic.Events, "reason", Text },
            { DataTopic.Events, "message", Text },
            { DataTopic.Events, "subject", Object },
            { DataTopic.Events, "subject.kind", Text },
            { DataTopic.Events, "subject.namespace", Text },
            { DataTopic.Events, "subject.name", Text },
            { DataTopic.Events, "subject.uid", Text },
            { DataTopic.Events, "container", Text },
            { DataTopic.Events, "labels", Object },
            { DataTopic.Resources, "op", $"{Operation}, listed" },
            { DataTopic.Resources, "observed_at", Time },
            { DataTopic.Resources, "cluster", Text },
            { DataTopic.Resources, "object", Object },
            { DataTopic.Resources, "object.apiVersion", Text },
            { DataTopic.Resources, "object.kind", Text },
            { DataTopic.Resources, "object.metadata", Object },
            { DataTopic.Resources, "object.metadata.name", Text },
            { DataTopic.Resources, "object.metadata.namespace", Text },
            { DataTopic.Resources, "object.metadata.uid", Text },
            { DataTopic.Topology, "op", Operation },
            { DataTopic.Topology, "observed_at", Time },
            { DataTopic.Topology, "cluster", Text },
            {
                DataTopic.Topology,
                "type",
                "must be one of CONTROLS, SELECTS, RUNS_ON, ROUTES_TO, MOUNTS, BOUND_TO, USES, SCALES, LIMITS, CALLS"
            },
            { DataTopic.Topology, "from", Object },
            { DataTopic.Topology, "to", Object },
            { DataTopic.Topology, "to.kind", Text },
            { DataTopic.Alerts, "version", Text },
            { DataTopic.Alerts, "groupKey", Text },
            { DataTopic.Alerts, "alerts", "must be an array" },
            { DataTopic.Alerts, "alerts[0]", Object },
            { DataTopic.Alerts, "alerts[0].status", "must be one of firing, resolved" },
            { DataTopic.Alerts, "alerts[0].labels", Object },
            { DataTopic.Alerts, "alerts[0].startsAt", Time },
            { DataTopic.Alerts, "alerts[0].endsAt", Time },
            { DataTopic.Alerts, "alerts[0].annotations", Object },
            { DataTopic.Alerts, "alerts[0].fingerprint", Text },
        };

    private static readonly HashSet<string> MayBeNull =
    [
        "first_time",
        "subject.namespace",
        "subject.uid",
        "container",
        "labels",
        "object.metadata.namespace",
        "object.metadata.uid",
        "alerts[0].endsAt",
        "alerts[0].annotations",
        "alerts[0].fingerprint",
    ];

    [Theory]
    [MemberData(nameof(Members))]
    public void Parse_MemberOfWrongType_NamesItAndWhatWasExpected(DataTopic topic, string member, string expected)
    {
        string[] values = ["true", "[[\"Secret\"]]", "-7.5", "1e400", "{\"Secret\":1}", "\"Secret\""];
        foreach (var value in values.Where(value => !Fits(value, expected)))
            ParseAssert.Error(
                RecordErrorCode.InvalidValue,
                member,
                ExpectedOf(value, expected),
                topic,
                Samples.With(topic, member, value)
            );
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void Parse_NullWhereNoneMayBe_NamesTheMember(DataTopic topic, string member, string expected)
    {
        if (!MayBeNull.Contains(member))
            ParseAssert.Error(
                RecordErrorCode.InvalidValue,
                member,
                expected,
                topic,
                Samples.With(topic, member, "null")
            );
    }

    [Theory]
    [InlineData("9.0"), InlineData("1e3"), InlineData("2147483648"), InlineData("-99999999999999999999")]
    public void Parse_CountThatIsNoInteger_SaysTheLimit(string count) =>
        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            "count",
            "must be a whole number of at most 2147483647",
            DataTopic.Events,
            Samples.With(DataTopic.Events, "count", count)
        );

    [Theory]
    [InlineData("\"WARNING\""), InlineData("\"\""), InlineData("2"), InlineData("\"2\""), InlineData("\"warning \"")]
    public void Parse_UnknownSeverity_SaysWhichThereAre(string severity) =>
        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            "severity",
            "must be one of debug, info, warning, error, critical",
            DataTopic.Events,
            Samples.With(DataTopic.Events, "severity", severity)
        );

    [Theory]
    [InlineData(DataTopic.Events, "labels", "null")]
    [InlineData(DataTopic.Events, "labels", "1")]
    [InlineData(DataTopic.Events, "labels", "{}")]
    [InlineData(DataTopic.Alerts, "alerts[0].labels", "null")]
    [InlineData(DataTopic.Alerts, "alerts[0].annotations", "null")]
    public void Parse_LabelThatIsNoString_NamesTheLabelsOnly(DataTopic topic, string member, string value) =>
        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            member,
            "must have only strings as values",
            topic,
            Samples.With(topic, member, $"{{\"a\":\"b\",\"Secret name\":{value}}}")
        );

    [Theory]
    [InlineData("null"), InlineData("5"), InlineData("\"text\""), InlineData("[]"), InlineData("true")]
    public void Parse_ValueThatIsNoObject_IsAnErrorOfTheRecord(string value)
    {
        foreach (var topic in TopicName.Inputs)
            ParseAssert.Error(
                RecordErrorCode.InvalidValue,
                "",
                "The record must be a JSON object.",
                topic,
                Encoding.UTF8.GetBytes(value)
            );
    }

    private static bool Fits(string value, string expected) =>
        (expected == Text && value[0] == '"')
        || (expected == Object && value[0] == '{')
        || (expected == "must be an array" && value[0] == '[');

    private static string ExpectedOf(string value, string expected) =>
        expected == Number && (value[0] == '-' || char.IsAsciiDigit(value[0]))
            ? "must be a whole number of at most 2147483647"
            : expected;
}
