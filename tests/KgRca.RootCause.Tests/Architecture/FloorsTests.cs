using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace KgRca.RootCause.Tests.Architecture;

/// <summary>The engine's folders are floors: each may use those below it, none above.</summary>
public sealed class FloorsTests
{
    private static readonly string[] Floors =
    [
        "Kubernetes",
        "Topology",
        "Events",
        "Rules",
        "Incidents",
        "Ranking",
        "Persistence",
    ];

    private static readonly ArchUnitNET.Domain.Architecture Engine = new ArchLoader()
        .LoadAssemblies(typeof(RootCauseEngine).Assembly)
        .Build();

    public static TheoryData<string, string> Above()
    {
        var pairs = new TheoryData<string, string>();
        for (var lower = 0; lower < Floors.Length; lower++)
        for (var upper = lower + 1; upper < Floors.Length; upper++)
            pairs.Add(Floors[lower], Floors[upper]);
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Above))]
    public void Floor_DoesNotUseAFloorAboveIt(string lower, string upper) =>
        Types()
            .That()
            .ResideInNamespaceMatching(Of(lower))
            .Should()
            .NotDependOnAny(Types().That().ResideInNamespaceMatching(Of(upper)))
            .Check(Engine);

    [Fact]
    public void Engine_IsUsedByNoFloor() =>
        Types()
            .That()
            .ResideInNamespaceMatching(@"^KgRca\.RootCause\.")
            .Should()
            .NotDependOnAny(Types().That().HaveFullName(typeof(RootCauseEngine).FullName!))
            .Check(Engine);

    // A folder that no rule is about could use anything.
    [Fact]
    public void Floors_HoldEveryFolder() =>
        Assert.Equal(
            Floors.Order(StringComparer.Ordinal),
            Engine
                .Types.Where(type => type.FullName.StartsWith("KgRca.RootCause.", StringComparison.Ordinal))
                .Select(type => type.Namespace.FullName.Split('.'))
                .Where(names => names.Length > 2)
                .Select(names => names[2])
                .Distinct()
                .Order(StringComparer.Ordinal)
        );

    private static string Of(string floor) => $@"^KgRca\.RootCause\.{floor}(\.|$)";
}
