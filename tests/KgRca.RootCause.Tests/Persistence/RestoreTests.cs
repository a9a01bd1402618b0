using System.Text.Json;
using CsCheck;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Persistence;

public sealed class RestoreTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly string[] Reasons =
    [
        "BackOff",
        "Unhealthy",
        "Failed",
        "FailedScheduling",
        "Scheduled",
        "NodeNotReady",
        "Killing",
    ];

    private static readonly Gen<DateTimeOffset> Times = Gen.Int[-1_200, 0].Select(seconds => Start.AddSeconds(seconds));

    private static readonly Gen<ObjectReference> References = Gen.OneOf(
        Gen.Int[0, 5].Select(index => new ObjectReference("Pod", $"pod-{index}", "shop")),
        Gen.Int[0, 1].Select(index => new ObjectReference("Node", $"node-{index}")),
        Gen.Int[0, 2].Select(index => new ObjectReference("Service", $"service-{index}", "shop"))
    );

    private static readonly Gen<WireRecord> Events =
        from time in Times
        from span in Gen.Int[0, 600]
        from severity in Gen.Enum<Severity>()
        from source in OneOf(EventSource.K8sEvent, EventSource.K8sLog, EventSource.Probe)
        from reason in OneOf(Reasons)
        from message in OneOf(
            "it failed",
            "connection refused to 10.0.0.7",
            "image not found",
            "took 17 ms",
            "panic: boom 42"
        )
        from subject in References
        from count in Gen.Int[1, 5]
        select (WireRecord)
            new Event(
                $"{source}-{severity}-{reason}-{message}-{subject.Name}-{time.ToUnixTimeSeconds()}-{count}-{span}",
                time,
                "test",
                source,
                severity,
                reason,
                message,
                subject,
                count > 1 ? time.AddSeconds(-span) : null,
                count,
                Container: source == EventSource.K8sLog && count % 2 == 0 ? "main" : null
            );

    private static readonly Gen<WireRecord> Edges =
        from op in Gen.Frequency((4, Gen.Const(StateOperation.Upsert)), (1, Gen.Const(StateOperation.Delete)))
        from time in Times
        from type in OneOf(EdgeType.RunsOn, EdgeType.Selects, EdgeType.Calls)
        from source in References
        from target in References
        select (WireRecord)new Edge(op, time, "test", type, source, target);

    private static readonly Gen<WireRecord> Resources =
        from op in Gen.Frequency((5, Gen.Const(StateOperation.Upsert)), (1, Gen.Const(StateOperation.Delete)))
        from time in Times
        from reference in References
        from state in OneOf(
            "\"running\":{}",
            "\"waiting\":{\"reason\":\"ErrImagePull\",\"message\":\"not found\"}",
            "\"waiting\":{\"reason\":\"CrashLoopBackOff\"}"
        )
        from ready in OneOf("True", "Unknown")
        select (WireRecord)
            new Resource(
                op,
                time,
                "test",
                JsonElement.Parse(
                    $$$"""
                    {"apiVersion":"v1","kind":"{{{reference.Kind}}}","metadata":{"name":"{{{reference.Name}}}","namespace":"{{{reference.Namespace}}}","uid":"u"},
                     "spec":{"selector":{"app":"a"}},
                     "status":{"conditions":[{"type":"Ready","status":"{{{ready}}}"}],"containerStatuses":[{"name":"c","restartCount":1,"state":{ {{{state}}} }}]}}
                    """
                )
            );

    private static readonly Gen<WireRecord> Listings =
        from time in Times
        from length in Gen.Int[0, 600]
        from kind in OneOf("Pod", "Service")
        from space in OneOf(null, "shop")
        from count in Gen.Int[0, 4]
        select (WireRecord)new Listing(time, time.AddSeconds(-length), "test", "v1", kind, count, space);

    // Alerts fire, and are resolved or not; of a pod that is slow, busy or out of memory.
    private static readonly Gen<WireRecord> Alerts =
        from time in Times
        from name in OneOf("ServiceLatencyHigh", "KubePodCPUHigh", "ContainerOOM", "ErrorRateHigh")
        from severity in OneOf("warning", "critical")
        from pod in Gen.Int[0, 5]
        from lasted in Gen.Int[0, 300]
        select (WireRecord)
            new AlertGroup(
                "4",
                "{}",
                [
                    new Alert(
                        lasted % 3 == 0 ? AlertStatus.Firing : AlertStatus.Resolved,
                        new Dictionary<string, string>
                        {
                            ["alertname"] = name,
                            ["severity"] = severity,
                            ["cluster"] = "test",
                            ["namespace"] = "shop",
                            ["pod"] = $"pod-{pod}",
                        },
                        time,
                        lasted % 3 == 0 ? null : time.AddSeconds(lasted)
                    ),
                ]
            );

    // An hour and a half of records, each up to twenty minutes late, and of the last ones some that come again, as they
    // do when an answer to the sender was lost.
    private static readonly Gen<WireRecord[]> Streams =
        from records in Gen.Frequency((6, Events), (2, Resources), (2, Edges)).Array[1, 60]
        from repeated in Gen.Int[1, 10].Array[0, 8]
        let timed = records.Select((record, index) => Later(record, TimeSpan.FromSeconds(90 * index))).ToArray()
        select timed.Concat(repeated.Select(back => timed[Math.Max(0, timed.Length - back)])).ToArray();

    [Fact]
    public void Restore_AtAnyPoint_GoesOnAsIfNothingHadHappened() =>
        Fixed(
            Gen.Select(Streams, Gen.Int[0, 59], Gen.Int[0, 59]),
            600,
            item => Replay.AssertSame(Replay.Run(item.Item1), Replay.Run(item.Item1, item.Item2, item.Item3))
        );

    [Fact]
    public void Restore_AtAnyPointOfAStreamWithListings_GoesOnAsIfNothingHadHappened() =>
        Fixed(
            Gen.Select(
                Gen.Frequency((2, Events), (6, Resources), (2, Edges), (3, Listings)).Array[1, 60],
                Gen.Int[0, 59],
                Gen.Int[0, 59]
            ),
            600,
            item =>
            {
                var records = item
                    .Item1.Select((record, index) => Later(record, TimeSpan.FromSeconds(20 * index)))
                    .ToArray();
                var once = Replay.Run(records);
                Replay.AssertSame(once, Replay.Run(records, item.Item2, item.Item3));
                Replay.AssertSame(once, Replay.Run([.. records.SelectMany(record => new[] { record, record })]));
            }
        );

    [Fact]
    public void Restore_AtAnyPointOfAStreamWithAlerts_GoesOnAsIfNothingHadHappened() =>
        Fixed(
            Gen.Select(
                Gen.Frequency((4, Events), (3, Alerts), (2, Resources), (2, Edges)).Array[1, 60],
                Gen.Int[0, 59],
                Gen.Int[0, 59]
            ),
            300,
            item =>
            {
                var records = item
                    .Item1.Select((record, index) => Later(record, TimeSpan.FromSeconds(90 * index)))
                    .ToArray();
                Replay.AssertSame(Replay.Run(records), Replay.Run(records, item.Item2, item.Item3));
            }
        );

    // Streams that once went on otherwise, and why.
    [Theory]
    [InlineData(21215, "an event that was forgotten took the object along that had been named again since")]
    [InlineData(31606, "the same, with the object at an edge's end")]
    [InlineData(36446, "the same, with a log line")]
    public void Restore_StreamThatOnceFailed_GoesOnAsIfNothingHadHappened(int stream, string why)
    {
        Assert.NotEmpty(why);
        var (records, first, second) = Gen.Select(Streams, Gen.Int[0, 59], Gen.Int[0, 59])
            .Generate(new PCG((uint)stream, 20261123), null, out _);
        Replay.AssertSame(Replay.Run(records), Replay.Run(records, first, second));
    }

    [Fact]
    public void Process_SameRecords_MakesTheSameChanges() =>
        Fixed(Streams, 200, records => Assert.Equal(Replay.Run(records).ToString(), Replay.Run(records).ToString()));

    [Fact]
    public void Process_EachRecordTwiceInARow_ChangesNothingMore() =>
        Fixed(
            Streams,
            300,
            records =>
                Replay.AssertSame(
                    Replay.Run(records),
                    Replay.Run([.. records.SelectMany(record => new[] { record, record })])
                )
        );

    /// <summary>Tries many inputs, the same ones each time.</summary>
    private static void Fixed<T>(Gen<T> inputs, int count, Action<T> check)
    {
        for (var stream = 0u; stream < count; stream++)
            check(inputs.Generate(new PCG(stream, 20261123), null, out _));
    }

    private static WireRecord Later(WireRecord record, TimeSpan time) =>
        record switch
        {
            Event item => item with
            {
                EventId = $"{item.EventId}-{time}",
                EventTime = item.EventTime + time,
                FirstTime = item.FirstTime + time,
            },
            Resource item => item with { ObservedAt = item.ObservedAt + time },
            Edge item => item with { ObservedAt = item.ObservedAt + time },
            Listing item => item with { ObservedAt = item.ObservedAt + time, StartedAt = item.StartedAt + time },
            AlertGroup group => group with
            {
                Alerts =
                [
                    .. group.Alerts.Select(alert =>
                        alert with
                        {
                            StartsAt = alert.StartsAt + time,
                            EndsAt = alert.EndsAt + time,
                        }
                    ),
                ],
            },
            _ => record,
        };

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
