using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters;

/// <summary>
/// As somebody tries it who is new: the agent comes into a cluster that has not been well for long, then a chart is
/// installed, a node is drained, and something breaks.
/// </summary>
public sealed class NewcomerTests(ITestOutputHelper output)
{
    private const int Nodes = 10;
    private const int OldTroublesCount = 50;

    // Old troubles whose controllers say so again with other words still open incidents. The bound may only fall.
    private const int OldTroublesTakenForNews = 8;

    // Healthy work prefers it, and is drained off it.
    private const string Drained = "node-10";

    private const string Prefers =
        "tolerations: [{key: owned, operator: Exists}], affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 100, preference: {matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node-10]}]}}]}}, serviceAccountName: web,";

    private const string Settings =
        "envFrom: [{configMapRef: {name: web}}, {secretRef: {name: web}}], resources: {limits: {memory: 64Mi}},";

    // In Helm's order: what is applied first needs what comes later, and hooks come last.
    private static string[] Chart =>
        [
            "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}",
            "create serviceaccount web",
            "create secret generic web --from-literal=password=none",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: web}, data: {mode: fast}}",
            Service(),
            Deployment(replicas: 2, pod: Prefers, container: Settings),
            CronJob("nightly"),
            "rollout status deployment web --timeout=60s",
            Job("migrate"),
            "wait --for=condition=Complete job/migrate --timeout=60s",
            "delete job migrate",
        ];

    private static Fault Broken { get; } =
        new(
            "newcomer",
            "oom_killed",
            "Deployment/web",
            [
                .. Chart,
                $"drain {Drained} --ignore-daemonsets --delete-emptydir-data --force --timeout=90s",
                "rollout status deployment web --timeout=60s",
            ],
            [Deployment(replicas: 2, pod: Prefers, container: Settings, fails: "OOMKilled")],
            [Deployment(replicas: 2, pod: Prefers, container: Settings)]
        );

    [Fact]
    public async Task Connect_ClusterWithOldTroublesAChartAndADrain_OneFaultIsTheOneIncident()
    {
        Assert.SkipUnless(ControlPlane.Exists, ControlPlane.MissingReason);
        var cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        await using var plane = await ControlPlane.StartAsync(folder["cluster"], Nodes, cancellationToken);
        var troubles = OldTroubles.Some(OldTroublesCount);
        await using var watched = await WatchedCluster.StartAsync(
            plane,
            Nodes,
            troubles,
            folder.Path,
            cancellationToken
        );
        output.WriteLine($"{troubles.Count} old troubles: {string.Join(' ', troubles.Select(fault => fault.Name))}");
        // Closed a minute after the mending: what lasts for so long has become an incident meanwhile.
        var result = await await watched.Faults.RunAsync(Broken, cancellationToken);
        var incidents = await watched.Faults.IncidentsAsync(cancellationToken);
        output.WriteLine(
            $"{result}\n{await watched.Faults.DescribeAsync(Broken, cancellationToken)}\n{watched.Agent.Output}"
        );
        Assert.True(result.IsGood, result.ToString());
        var namespaces = incidents
            .Select(incident =>
                string.Join(
                    ' ',
                    incident.ResourceIds.Select(id => id.Split('/')[2]).Distinct().DefaultIfEmpty(incident.Title)
                )
            )
            .ToList();
        Assert.Single(namespaces, Broken.Namespace);
        Assert.All(
            namespaces.Where(name => name != Broken.Namespace),
            name => Assert.StartsWith("old-", name, StringComparison.Ordinal)
        );
        Assert.InRange(namespaces.Count - 1, 0, OldTroublesTakenForNews);
    }
}
