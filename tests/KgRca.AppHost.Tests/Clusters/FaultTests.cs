using System.Collections.Concurrent;
using KgRca.AppHost.Tests.Clusters.Faults;

namespace KgRca.AppHost.Tests.Clusters;

/// <summary>From a cluster to a cause: faults in a real control plane, seen by an agent with the rights that it is installed with, named by the whole platform.</summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private const int Nodes = 9;
    private const int AtOnce = 8;

    private static IEnumerable<Fault> All => [.. ContainerFaults.All, .. PlacementFaults.All, .. AdmissionFaults.All, .. ConnectionFaults.All, .. WorkFaults.All];

    [Fact]
    public async Task Break_EachThingInACluster_IsNamedAndClosedOnceMended()
    {
        Assert.SkipUnless(ControlPlane.Exists, ControlPlane.MissingReason);
        var cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        await using var plane = await ControlPlane.StartAsync(Path.Combine(folder.Path, "cluster"), Nodes, cancellationToken);
        await using var watched = await WatchedCluster.StartAsync(plane, folder.Path, cancellationToken);
        var only = Environment.GetEnvironmentVariable("KGRCA_TEST_FAULTS")?.Split(',');
        var results = new ConcurrentBag<Task<FaultResult>>();
        await Parallel.ForEachAsync(All.Where(fault => only?.Contains(fault.Name) != false), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (fault, token) => results.Add(await watched.Faults.RunAsync(fault, token)));
        var rows = (await Task.WhenAll(results)).OrderBy(result => result.Fault.Name, StringComparer.Ordinal).ToList();
        output.WriteLine("| fault | shows as | named first | after s | incidents | closed after s | |\n|---|---|---|---|---|---|---|\n" + string.Join('\n', rows));
        output.WriteLine(watched.Agent.Output);
        Assert.All(rows, row => Assert.True(row.IsGood, row.ToString()));
    }
}
