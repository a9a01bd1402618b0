using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Persistence;

public sealed class CallEdgeTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Process_CallSeenThenOnlyDeclared_KeepsWhatIsKnownNow()
    {
        Assert.Equal(
            "error_ratio=0.1; latency_p50_ms=4; latency_p95_ms=20.5; rate=2.5; source=trace",
            Properties(Call(0, new CallStatistics(CallSource.Trace, 2.5, 0.1, 4, 20.5)))
        );
        Assert.Equal(
            "source=declared",
            Properties(
                Call(0, new CallStatistics(CallSource.Trace, 2.5, 0.1, 4, 20.5)),
                Call(60, new CallStatistics(CallSource.Declared))
            )
        );
        Assert.Equal("", Properties(Call(0, null)));
    }

    private static Edge Call(int seconds, CallStatistics? calls) =>
        new(
            StateOperation.Upsert,
            Start.AddSeconds(seconds),
            "test",
            EdgeType.Calls,
            new ObjectReference("Deployment", "web", "shop"),
            new ObjectReference("Service", "cart", "shop"),
            calls
        );

    private static string Properties(params Edge[] edges) =>
        string.Join(
            "; ",
            Assert
                .Single(Replay.Run(edges).OfType("CALLS"))
                .Properties.Where(property => property.Name != "observed_at")
                .Select(property =>
                    FormattableString.Invariant(
                        $"{property.Name}={property.Value.AsString ?? (object?)property.Value.AsFloat}"
                    )
                )
        );
}
