using CsCheck;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;
using static KgRca.RootCause.Tests.Rules.Applications.QuietLines;

namespace KgRca.RootCause.Tests.Rules.Applications;

public sealed class LogAbsenceRestoreTests
{
    private static readonly string[] Services = ["gateway", "web", "db"];

    // Half an hour of three services that call each other: each kind of line may stop, come again, and come late.
    private static readonly Gen<WireRecord[]> Streams =
        from stops in Gen.Int[1, 30].Array[6]
        from returns in Gen.Int[1, 30].Array[6]
        from counts in Gen.Int[1, 30].Array[6]
        from late in Gen.Int[0, 180].Array[6]
        from errors in Gen.Int[0, 1_800].Array[0, 5]
        from gone in Gen.Int[0, 3_600]
        let lines = Enumerable
            .Range(0, 6)
            .SelectMany(kind =>
                Enumerable
                    .Range(0, 30)
                    .Where(minute => minute < stops[kind] || minute > stops[kind] + returns[kind])
                    .Select(minute =>
                        (
                            Time: 60 * minute + 57 + late[kind],
                            Record: (WireRecord)Line(
                                Services[kind / 2],
                                kind % 2 == 0 ? Cart : Order,
                                60 * minute + kind,
                                60 * minute + 50 + kind,
                                counts[kind]
                            )
                        )
                    )
            )
        let failures = errors.Select(second =>
            (
                Time: second,
                Record: (WireRecord)Line(Services[second % 3], "it failed", second, second, severity: Severity.Error)
            )
        )
        let end = new[] { (Time: gone, Record: (WireRecord)Gone(gone, "Pod", "db-1")) }
        select InOrder(Services.SelectMany(name => Service(name)), [Calls("gateway", "web"), Calls("web", "db")])
            .Concat(lines.Concat(failures).Concat(end).OrderBy(item => item.Time).Select(item => item.Record))
            .ToArray();

    [Fact]
    public void Restore_AtAnyPointOfLogs_GoesOnAsIfNothingHadHappened()
    {
        var silences = 0;
        for (var stream = 0u; stream < 60; stream++)
        {
            var (records, first, second) = Gen.Select(Streams, Gen.Int[10, 90], Gen.Int[10, 150])
                .Generate(new PCG(stream, 20261125), null, out _);
            var graph = Replay.Run(records);
            silences += graph.OfLabel(GraphSchema.Episodic).Count(node => node["cause"].AsString == "log_line_stopped");
            Replay.AssertSame(graph, Replay.Run(records, first, second));
            Replay.AssertSame(graph, Replay.Run([.. records.SelectMany(record => new[] { record, record })]));
        }
        Assert.True(silences > 20);
    }
}
