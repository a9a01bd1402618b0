using CsCheck;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Rules.Orders;

/// <summary>
/// What an object waits for is judged again when that comes, whoever comes first: in whatever order the objects of a
/// fault are seen, the same is found in the end.
/// </summary>
public sealed class ArrivalOrderTests
{
    private const int MaxPermuted = 4;
    private const int RandomOrders = 30;
    private const double Applied = 200;

    // Less than what missing objects are waited for.
    private const double AllWithin = 8;

    private static readonly string[] Kinds =
    [
        "Pod",
        "Deployment",
        "ReplicaSet",
        "StatefulSet",
        "Job",
        "CronJob",
        "Service",
        "ConfigMap",
        "Secret",
        "ServiceAccount",
        "PersistentVolumeClaim",
        "PersistentVolume",
        "StorageClass",
        "Ingress",
        "IngressClass",
        "HTTPRoute",
        "Gateway",
        "GatewayClass",
        "NetworkPolicy",
        "PodDisruptionBudget",
        "HorizontalPodAutoscaler",
        "ResourceQuota",
        "ValidatingWebhookConfiguration",
        "EndpointSlice",
        "Certificate",
        "Issuer",
    ];

    public static TheoryData<string> Names => [.. OrderedFaults.All.Select(fault => fault.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Process_ObjectsOfAFaultInEveryOrder_EndInTheSameCauses(string name)
    {
        var fault = OrderedFaults.All.Single(fault => fault.Name == name);
        var orders = OrdersOf(fault.Items).ToList();
        var expected = Answers(orders[0]);
        Assert.Contains(expected, answer => answer.Contains($" {fault.Cause} ", StringComparison.Ordinal));
        foreach (var order in orders)
            Assert.True(
                expected.SequenceEqual(Answers(order)),
                $"{Text(expected)}\nbut\n{Text(Answers(order))}\nin this order:\n{Text(order)}"
            );
    }

    private static string Text(IEnumerable<string> lines) => string.Join('\n', lines);

    private static IEnumerable<string[]> OrdersOf(string[] items) =>
        items.Length <= MaxPermuted
            ? Permutations(items)
            : Enumerable
                .Range(0, RandomOrders)
                .Select(stream => Gen.Shuffle(items).Generate(new PCG((uint)stream, 20261130), null, out _));

    private static IEnumerable<string[]> Permutations(string[] items) =>
        items.Length < 2
            ? [items]
            : items.SelectMany(
                (first, i) =>
                    Permutations([.. items[..i], .. items[(i + 1)..]]).Select(rest => (string[])[first, .. rest])
            );

    /// <summary>What is found in the end, and each incident's first cause with the object to change.</summary>
    private static List<string> Answers(string[] order)
    {
        var gap = AllWithin / order.Length;
        var graph = Replay.Run([
            .. Kinds.Select(kind => Listed(kind, 0)),
            FaultObjects.Record(Node, 0, -86400),
            Listed("Node", 1),
            Tick(100),
            .. order.Select((item, i) => FaultObjects.Record(item, Applied + i * gap, Applied)),
            Tick(Applied + 20),
            Tick(Applied + 100),
            Tick(Applied + 250),
        ]);
        var findings = graph
            .OfLabel(GraphSchema.Episodic)
            .Where(node => node["finding_state"].AsString == "active")
            .Select(node => $"finding {node["cause"].AsString} {node["resource_id"].AsString}");
        var answers = graph
            .OfType(GraphSchema.PotentialCause)
            .Where(link => link["rank"].AsInteger == 1)
            .Select(link =>
                $"incident {link["cause"].AsString} {link["object_kind"].AsString}/{link["object_name"].AsString}"
            );
        return [.. findings.Concat(answers).Order(StringComparer.Ordinal)];
    }

    private const string Node =
        """{"kind": "Node", "name": "node-1", "status": {"conditions": [{"type": "Ready", "status": "True"}], "allocatable": {"cpu": "8", "pods": "110"}}}""";

    private static Listing Listed(string kind, int count) =>
        new(Start.AddSeconds(1), Start.AddSeconds(-1), "prod", "v1", kind, count);
}
