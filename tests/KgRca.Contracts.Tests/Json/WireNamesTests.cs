using KgRca.Contracts.Json;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Tests.Json;

public sealed class WireNamesTests
{
    [Fact]
    public void Of_EverySource_IsSpelledAsInTheWireFormat() =>
        Assert.Equal(
            ["k8s.event", "k8s.log", "prom.alert", "node.health", "probe", "change"],
            Enum.GetValues<EventSource>().Select(WireNames.Of)
        );

    [Fact]
    public void Of_EverySeverity_IsSpelledAsInTheWireFormat() =>
        Assert.Equal(
            ["debug", "info", "warning", "error", "critical"],
            Enum.GetValues<Severity>().Select(WireNames.Of)
        );

    [Fact]
    public void Of_EveryEdgeType_IsSpelledAsInTheWireFormat() =>
        Assert.Equal(
            ["CONTROLS", "SELECTS", "RUNS_ON", "ROUTES_TO", "MOUNTS", "BOUND_TO", "USES", "SCALES", "LIMITS", "CALLS"],
            Enum.GetValues<EdgeType>().Select(WireNames.Of)
        );

    [Fact]
    public void TryParse_EveryName_IsReadBack()
    {
        Assert.All(
            Enum.GetValues<Severity>(),
            severity =>
                Assert.Equal((true, severity), (WireNames.TryParseSeverity(WireNames.Of(severity), out var read), read))
        );
        Assert.All(
            Enum.GetValues<EdgeType>(),
            type => Assert.Equal((true, type), (WireNames.TryParseEdgeType(WireNames.Of(type), out var read), read))
        );
    }

    [Theory]
    [
        InlineData(null),
        InlineData(""),
        InlineData("Warning"),
        InlineData("2"),
        InlineData("runs_on"),
        InlineData("RunsOn")
    ]
    public void TryParse_OtherSpelling_IsRefused(string? name)
    {
        Assert.False(WireNames.TryParseSeverity(name, out _));
        Assert.False(WireNames.TryParseEdgeType(name, out _));
    }

    [Fact]
    public void Severity_Order_IsTheOrderOfBadness() =>
        Assert.True(
            Severity.Debug < Severity.Info
                && Severity.Info < Severity.Warning
                && Severity.Warning < Severity.Error
                && Severity.Error < Severity.Critical
        );
}
