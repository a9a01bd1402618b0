using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Incidents;

public sealed class CustomResourceIncidentTests
{
    private const string Waiting =
        """{"phase": "Pending", "containerStatuses": [{"name": "main", "ready": false, "state": {"waiting": {"reason": "CreateContainerConfigError", "message": "secret \"web-tls\" not found"}}}]}""";

    private const string Ready =
        """{"phase": "Running", "containerStatuses": [{"name": "main", "ready": true, "state": {"running": {}}}]}""";

    // The Secret is watched; that it is gone is seen.
    private static readonly WireRecord[] MissingSecret =
    [
        Seen(0, """{"apiVersion": "v1", "kind": "Secret", "metadata": {"namespace": "shop", "name": "other"}}"""),
        Controls("web", "web-1"),
        Deployment(0, 0),
        Edge(EdgeType.Mounts, "Pod", "web-1", "Secret", "web-tls"),
        Edge(EdgeType.Controls, "Certificate", "web", "Secret", "web-tls"),
        Edge(EdgeType.Uses, "Certificate", "web", "Issuer", "ca"),
    ];

    [Fact]
    public void Process_PodWithoutTheSecretOfACertificate_BlamesTheCertificateFirst()
    {
        var graph = Replay.Run([.. MissingSecret, Custom(5, "Certificate", "web", "False"), Pod(10, "web-1", Waiting)]);
        Assert.Equal(("certificate_not_issued", "Certificate", "web"), Answers(graph).First());
    }

    [Fact]
    public void Process_SecretThatTheGarbageCollectorDeletes_IsBlamedForItsOwner()
    {
        WireRecord[] deleted =
        [
            Seen(
                5,
                """{"apiVersion": "v1", "kind": "Secret", "metadata": {"namespace": "shop", "name": "web-tls", "uid": "web-tls"}}"""
            ),
            new Event(
                "orphan",
                Start.AddSeconds(6),
                "prod",
                EventSource.K8sEvent,
                Severity.Warning,
                "OwnerRefInvalidNamespace",
                "ownerRef [v1/ConfigMap, namespace: shop, name: release, uid: 1] does not exist in namespace \"shop\"",
                new ObjectReference("Secret", "web-tls", "shop")
            ),
            Gone(7, "Secret", "web-tls"),
        ];
        Assert.Equal(
            [("owner_in_other_namespace", "Secret", "web-tls"), ("missing_secret_binding", "Secret", "web-tls")],
            Answers(Replay.Run([.. MissingSecret, .. deleted, Pod(10, "web-1", Waiting)])).Take(2)
        );
    }

    [Fact]
    public void Process_IssuerThatIsNotReady_IsBlamedBeforeItsCertificate()
    {
        var graph = Replay.Run([
            .. MissingSecret,
            Custom(4, "Issuer", "ca", "False"),
            Custom(5, "Certificate", "web", "False"),
            Pod(10, "web-1", Waiting),
        ]);
        Assert.Equal(("certificate_not_issued", "Issuer", "ca"), Answers(graph).First());
    }

    [Fact]
    public void Process_SecretThatNothingMakes_IsMissing() =>
        Assert.Equal(
            ("missing_secret_binding", "Deployment", "web"),
            Answers(Replay.Run([.. MissingSecret, Pod(10, "web-1", Waiting)])).First()
        );

    [Theory]
    [InlineData(0, 30, 119, 121)]
    [InlineData(-600, 100, 159, 161)]
    public void Process_ResourceThatIsNotReady_OpensOneWhenItIsOldAndHasBeenSoForAWhile(
        int created,
        int since,
        int before,
        int after
    )
    {
        var broken = Custom(since, "Widget", "w", "False", created);
        Assert.Empty(Replay.Run([broken, Tick(before)]).OfLabel(GraphSchema.Incident));
        Assert.Single(Replay.Run([broken, Tick(after)]).OfLabel(GraphSchema.Incident));
        Assert.Empty(
            Replay
                .Run([broken, Custom(before, "Widget", "w", "True", created), Tick(300)])
                .OfLabel(GraphSchema.Incident)
        );
    }

    [Fact]
    public void Process_ChangeThatNobodyFollows_OpensNoneSinceItsControllerMayBeAtWork()
    {
        static Resource Widget(double second, int generation, int seen) =>
            Seen(
                second,
                $$$"""
                {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"namespace": "shop", "name": "w", "uid": "w", "generation": {{{generation}}}, "creationTimestamp": "2026-11-21T10:00:00Z"},
                 "spec": {"size": {{{generation}}}}, "status": {"observedGeneration": {{{seen}}}} }
                """
            );
        WireRecord[] changed = [Widget(0, 1, 1), Widget(10, 2, 1)];
        Assert.Empty(Replay.Run([.. changed, Tick(1800)]).OfLabel(GraphSchema.Incident));
        Assert.Contains(
            "ChangeNotFollowed",
            Replay.Run(changed).OfLabel(GraphSchema.Episodic).Select(finding => finding["reason"].AsString)
        );
    }

    [Fact]
    public void Process_WorkloadOfAnOperator_IsBlamedBeforeTheResourceThatItIsFor()
    {
        var killed =
            """{"phase": "Running", "containerStatuses": [{"name": "main", "ready": false, "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": {"reason": "OOMKilled", "exitCode": 137, "finishedAt": "2026-11-21T11:00:09Z"}}}]}""";
        var graph = Replay.Run([
            Controls("web", "web-1"),
            Edge(EdgeType.Controls, "Widget", "w", "Deployment", "web"),
            Deployment(0, 0),
            Custom(5, "Widget", "w", "False", -600),
            Pod(10, "web-1", killed),
        ]);
        Assert.Equal(("oom_killed", "Deployment", "web"), Answers(graph).First());
        Assert.Contains(("custom_resource_not_ready", "Widget", "w"), Answers(graph));
    }

    [Fact]
    public void Process_FailuresUnderOneResource_AreIncidentsOfTheirOwnWhileItIsWell()
    {
        WireRecord[] records =
        [
            Edge(EdgeType.Controls, "Application", "a", "Deployment", "web"),
            Edge(EdgeType.Controls, "Application", "a", "Deployment", "db"),
            Controls("web", "web-1"),
            Controls("db", "db-1"),
        ];
        WireRecord[] errors = [Error(10, "web-1"), Error(20, "db-1")];
        Assert.Equal(
            2,
            Replay
                .Run([.. records, Custom(0, "Application", "a", "True", -600), .. errors])
                .OfLabel(GraphSchema.Incident)
                .Count()
        );
    }

    [Fact]
    public void CloseQuiet_PodOfAResourceThatNobodyWatches_ClosesTheIncidentWhenThePodIsWell()
    {
        var (engine, changes) = (new RootCauseEngine(), new List<GraphChange>());
        foreach (
            var record in (WireRecord[])
                [
                    Edge(EdgeType.Controls, "Cluster", "db", "Pod", "db-1"),
                    Pod(0, "db-1", Waiting),
                    Error(10, "db-1"),
                    Pod(30, "db-1", Ready),
                    Tick(31),
                ]
        )
            engine.Process(record, changes);
        engine.CloseQuiet(Start.AddSeconds(100), changes);
        Assert.Contains(
            changes,
            change =>
                change is UpsertNode { Key.Label: GraphSchema.Incident } node
                && node.Properties.Any(property =>
                    property is { Name: "status" } && property.Value.AsString == "closed"
                )
        );
    }

    private static IEnumerable<(string?, string?, string?)> Answers(GraphModel graph) =>
        graph
            .OfType(GraphSchema.PotentialCause)
            .OrderBy(link => link["rank"].AsInteger)
            .Select(link => (link["cause"].AsString, link["object_kind"].AsString, link["object_name"].AsString));

    private static Resource Custom(double second, string kind, string name, string ready, int created = 0) =>
        Seen(
            second,
            $$$"""
            {"apiVersion": "example.com/v1", "kind": "{{{kind}}}", "metadata": {"namespace": "shop", "name": "{{{name}}}", "uid": "{{{name}}}", "creationTimestamp": "{{{Start.AddSeconds(
                created
            ):yyyy-MM-ddTHH:mm:ssZ}}}"},
             "status": {"conditions": [{"type": "Ready", "status": "{{{ready}}}", "reason": "Broken", "message": "it does not work", "lastTransitionTime": "{{{Start.AddSeconds(
                second
            ):yyyy-MM-ddTHH:mm:ssZ}}}"}]} }
            """
        );

    private static Edge Edge(EdgeType type, string fromKind, string from, string toKind, string to) =>
        new(
            StateOperation.Upsert,
            Start,
            "prod",
            type,
            new ObjectReference(fromKind, from, "shop"),
            new ObjectReference(toKind, to, "shop")
        );
}
