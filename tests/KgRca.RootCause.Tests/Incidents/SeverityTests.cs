using System.Text;
using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Incidents;

public sealed class SeverityTests
{
    [Theory]
    [InlineData(4, "error")]
    [InlineData(5, "critical")]
    public void Process_ErrorsOfManyWorkloads_MakeTheIncidentCritical(int workloads, string severity)
    {
        var records = Enumerable
            .Range(0, workloads)
            .SelectMany(i =>
                new[]
                {
                    Parse(
                        DataTopic.Topology,
                        new
                        {
                            op = "upsert",
                            observed_at = "2026-11-21T11:50:00.000Z",
                            cluster = "prod",
                            type = "RUNS_ON",
                            from = Pod(i),
                            to = new { kind = "Node", name = "worker-1" },
                        }
                    ),
                    Parse(
                        DataTopic.Events,
                        new
                        {
                            event_id = $"e{i}",
                            event_time = "2026-11-21T11:50:00.000Z",
                            cluster = "prod",
                            source = "k8s.event",
                            severity = "error",
                            reason = "Failed",
                            message = "failed to create containerd container: get helper version: executable file not found",
                            subject = Pod(i),
                        }
                    ),
                }
            );
        Assert.Equal(
            severity,
            Assert.Single(Replay.Run([.. records]).OfLabel(GraphSchema.Incident))["severity"].AsString
        );
    }

    [Theory]
    [InlineData("UnexpectedJob", "Saw a job that the controller did not create or forgot: work-1", 0)]
    [InlineData("FailedNeedsStart", "Cannot determine if job needs to be started", 1)]
    public void Process_WarningThatIsRepeated_OpensOneUnlessItIsARiskAtMost(
        string reason,
        string message,
        int incidents
    )
    {
        var warning = Parse(
            DataTopic.Events,
            new
            {
                event_id = "e",
                event_time = "2026-11-21T11:50:00.000Z",
                first_time = "2026-11-21T11:49:00.000Z",
                count = 4,
                cluster = "prod",
                source = "k8s.event",
                severity = "warning",
                reason,
                message,
                subject = new
                {
                    kind = "CronJob",
                    @namespace = "shop",
                    name = "work",
                },
            }
        );
        Assert.Equal(incidents, Replay.Run([warning]).OfLabel(GraphSchema.Incident).Count());
    }

    private static object Pod(int number) =>
        new
        {
            kind = "Pod",
            @namespace = "shop",
            name = $"pod-{number}",
        };

    private static WireRecord Parse(DataTopic topic, object value)
    {
        var result = RecordParser.Parse(
            topic,
            Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value)),
            new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero)
        );
        Assert.True(result.IsValid, result.Error?.ToString());
        return result.Record;
    }
}
