using CsCheck;
using KgRca.Contracts.Graphs;
using KgRca.RootCause.Tests.Topology;

namespace KgRca.RootCause.Tests.Scenarios.Healthy;

/// <summary>
/// A cluster that is installed into, rolled out, scaled, drained and renewed, in any order and pace: none of it is an
/// incident.
/// </summary>
public sealed class HealthyLifeTests
{
    private static readonly Gen<byte[]> Bytes = Gen.Byte.Array[3000];

    public static TheoryData<string> Chapters() => [.. HealthyLife.Chapters];

    [Theory]
    [MemberData(nameof(Chapters))]
    public void Process_OneChapterAlone_OpensNoIncident(string chapter)
    {
        for (var seed = 0u; seed < 30; seed++)
            AssertNone(Incidents(seed, [chapter]));
    }

    [Fact]
    public void Process_AllChaptersInAnyOrder_OpenNoIncident()
    {
        for (var seed = 0u; seed < 40; seed++)
        {
            var order = Bytes.Generate(new PCG(seed, 20261201), null, out _);
            var chapters = HealthyLife.Chapters.Index().OrderBy(item => order[item.Index]).Select(item => item.Item);
            AssertNone(Incidents(seed, [.. chapters]));
        }
    }

    private static void AssertNone(string incidents) => Assert.True(incidents.Length == 0, incidents);

    /// <summary>The incidents of a life, with the seed that made it.</summary>
    private static string Incidents(uint seed, IReadOnlyList<string> chapters)
    {
        var bytes = Bytes.Generate(new PCG(seed, 20261130), null, out _);
        var graph = Replay.Run(new HealthyLife(new Choices(bytes)).Tell(chapters));
        return string.Join(
            '\n',
            graph
                .OfType(GraphSchema.SameIncident)
                .Select(link => graph.Nodes[link.Key.From.ToString()].Properties)
                .Select(error => $"seed {seed} of {string.Join(", ", chapters)}: {Text(error)}")
        );
    }

    private static string Text(SortedDictionary<string, PropertyValue> error) =>
        $"{HealthyCluster.Second(error["event_time"].AsInteger ?? 0):0} s, {error["source"].AsString} {error["reason"].AsString}: {error["message"].AsString}";
}
