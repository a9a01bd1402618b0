using System.Globalization;
using System.Text;
using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Incidents;

public sealed class LogIncidentTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 11, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Process_ErrorLinesAsLogsBegin_OpenNoIncident() =>
        Assert.Equal(
            0,
            Incidents(Line(0, "order 17 was rejected"), Line(1, "order 18 was rejected"), Line(2, "stock is empty"))
        );

    [Fact]
    public void Process_NewErrorLineAfterAWindowOfLogs_OpensAnIncident() =>
        Assert.Equal(1, Incidents(Line(0, "order 17 was rejected"), Line(16, "ledger does not balance")));

    [Fact]
    public void Process_ErrorLineThatIsSaidNowAndThen_OpensNone() =>
        Assert.Equal(
            0,
            Incidents(
                Line(0, "order 17 was rejected"),
                Line(20, "order 18 was rejected"),
                Line(40, "order 19 was rejected")
            )
        );

    [Fact]
    public void Process_RepeatedWarningLines_OpenNoneUntilTheyAreNewAfterAWindow()
    {
        Assert.Equal(0, Incidents([.. Enumerable.Range(0, 10).Select(i => Line(i, $"retry {i}", "warning"))]));
        Assert.Equal(
            1,
            Incidents([
                Line(0, "hello", "warning"),
                .. Enumerable.Range(20, 5).Select(i => Line(i, $"retry {i}", "warning")),
            ])
        );
    }

    [Fact]
    public void Process_FatalLine_OpensOneAtOnce() => Assert.Equal(1, Incidents(Line(0, "cannot go on", "critical")));

    [Theory]
    [InlineData("dial tcp 10.0.0.7:5432: connect: connection refused")]
    [InlineData("java.lang.OutOfMemoryError: Java heap space")]
    public void Process_LineThatNamesATroubleOfItsOwn_OpensOneAtOnce(string message) =>
        Assert.Equal(1, Incidents(Line(0, message)));

    [Fact]
    public void Process_LineThatBlamesAServiceThatExists_OpensNoneByItself()
    {
        var service = new Resource(
            StateOperation.Upsert,
            Start,
            "prod",
            JsonElement.Parse(
                """{"apiVersion": "v1", "kind": "Service", "metadata": {"namespace": "shop", "name": "stock"}}"""
            )
        );
        Assert.Equal(0, Incidents(service, Line(0, "IllegalStateException: No instances available for stock")));
        Assert.Equal(1, Incidents(service, Line(0, "IllegalStateException: No instances available for stack")));
    }

    [Theory]
    [InlineData(1, 4, 0)]
    [InlineData(1, 5, 1)]
    [InlineData(8, 6, 0)]
    public void Process_ErrorLineThatComesFarMoreOftenThanBefore_OpensOne(int secondsBetween, int lines, int incidents)
    {
        var pod = new Resource(
            StateOperation.Upsert,
            Start,
            "prod",
            JsonElement.Parse(
                """{"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}}"""
            )
        );
        Assert.Equal(
            incidents,
            Incidents([
                pod,
                Line(0, "hello", "info"),
                .. Enumerable
                    .Range(0, lines)
                    .Select(i => Line(0.5 + i * secondsBetween / 60.0, $"ledger {i} does not balance")),
            ])
        );
    }

    [Fact]
    public void Process_ErrorLineNearAnErrorOfKubernetes_JoinsItsIncident()
    {
        var graph = Replay.Run([
            Event(0, "k8s.event", "error", "Failed", "failed", null),
            Line(1, "order 17 was rejected"),
        ]);
        Assert.Equal(2, Assert.Single(graph.OfLabel(GraphSchema.Incident))["error_count"].AsInteger);
    }

    [Fact]
    public void Process_ErrorLineBeforeAnErrorOfKubernetesNearby_IsTakenIntoItsIncident()
    {
        var graph = Replay.Run([
            Line(0, "order 17 was rejected"),
            Event(1, "k8s.event", "error", "Failed", "failed", null),
        ]);
        var incident = Assert.Single(graph.OfLabel(GraphSchema.Incident));
        Assert.Equal(
            (2, Start.ToUnixTimeMilliseconds()),
            (incident["error_count"].AsInteger, incident["started_at"].AsInteger)
        );
    }

    [Fact]
    public void Process_NewErrorLineOfAPodWhoseLinesAreRead_IsAnOrigin()
    {
        var pod = new Resource(
            StateOperation.Upsert,
            Start,
            "prod",
            JsonElement.Parse(
                """{"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}}"""
            )
        );
        var graph = Replay.Run([pod, Line(1, "order 17 was rejected"), Line(2, "ledger does not balance")]);
        Assert.Equal(
            [null, "application_error"],
            graph
                .OfLabel(GraphSchema.Episodic)
                .OrderBy(node => node["event_time"].AsInteger)
                .Select(node => node["cause"].AsString)
        );
    }

    private static int Incidents(params WireRecord[] records) =>
        Replay.Run(records).OfLabel(GraphSchema.Incident).Count();

    private static WireRecord Line(double minute, string message, string severity = "error") =>
        Event(minute, "k8s.log", severity, "Log", message, "web");

    private static WireRecord Event(
        double minute,
        string source,
        string severity,
        string reason,
        string message,
        string? container
    )
    {
        var time = Start.AddMinutes(minute);
        var result = RecordParser.Parse(
            DataTopic.Events,
            Encoding.UTF8.GetBytes(
                JsonSerializer.Serialize(
                    new
                    {
                        event_id = string.Create(CultureInfo.InvariantCulture, $"e{minute}-{message}"),
                        event_time = time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
                        cluster = "prod",
                        source,
                        severity,
                        reason,
                        message,
                        container,
                        subject = new
                        {
                            kind = "Pod",
                            @namespace = "shop",
                            name = "web-1",
                        },
                    }
                )
            ),
            time
        );
        Assert.True(result.IsValid, result.Error?.ToString());
        return result.Record;
    }
}
