using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;

namespace KgRca.RootCause.Tests.Architecture;

/// <summary>
/// What is known of a cause is in the folder of its family, so that adding one touches one folder. Constants leave no
/// trace in an assembly, so the source is read.
/// </summary>
public sealed partial class CausesInFamiliesTests
{
    // Still to be moved into families; the list only gets shorter.
    private static readonly string[] Exceptions = ["PendingPeriod.cs", "SharedFault.cs"];

    [Fact]
    public void Causes_AreNamedInFamiliesOnly()
    {
        var engine = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "KgRca.RootCause"));
        var naming = Directory
            .EnumerateFiles(engine, "*.cs", SearchOption.AllDirectories)
            .Where(file => !IsOfFamily(Path.GetRelativePath(engine, file)))
            .Where(file => CauseConstant().IsMatch(File.ReadAllText(file)))
            .Select(Path.GetFileName)
            .Except(Exceptions);

        Assert.Empty(naming);
    }

    [Fact]
    public void EpisodeSources_AreThoseOfTheWireFormat() =>
        Assert.Equal(
            [
                WireNames.Of(EventSource.K8sLog),
                WireNames.Of(EventSource.PromAlert),
                WireNames.Of(EventSource.NodeHealth),
                WireNames.Of(EventSource.Probe),
                WireNames.Of(EventSource.Change),
            ],
            [
                EpisodeSources.Log,
                EpisodeSources.Alert,
                EpisodeSources.NodeHealth,
                EpisodeSources.Probe,
                EpisodeSources.Change,
            ]
        );

    // Rules/<Family>/<file>
    private static bool IsOfFamily(string path) => path.Split(Path.DirectorySeparatorChar) is ["Rules", _, _, ..];

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"(?<![\w.])Causes\.[A-Z]\w*")]
    private static partial Regex CauseConstant();
}
