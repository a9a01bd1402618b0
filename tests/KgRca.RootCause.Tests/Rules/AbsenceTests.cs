using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using KgRca.RootCause.Rules;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Rules;

/// <summary>What has not been seen is not absent.</summary>
public sealed class AbsenceTests
{
    private const string Young = "2026-11-21T10:59:58Z";
    private const string Old = "2026-09-01T08:00:00Z";

    [Fact]
    public void Process_ServiceThatArrivesLongBeforeItsPods_OpensNothing()
    {
        var graph = Replay.Run([
            Service(0, "cart", "cart", Old),
            Workload(20, "other", Old),
            PodOf(40, "other", Old),
            Workload(69, "cart", Old),
            PodOf(70, "cart", Old),
            Tick(200),
            Tick(400),
        ]);
        Assert.Empty(Findings(graph));
        Assert.Empty(graph.OfLabel(GraphSchema.Incident));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(45)]
    public void Process_ServiceAppliedBeforeItsPods_OpensNothing(double later)
    {
        var graph = Replay.Run([
            .. Settled,
            Service(200, "cart", "cart", At(200)),
            Workload(200 + later, "cart", At(200 + later)),
            PodOf(201 + later, "cart", At(201 + later)),
            Tick(400),
        ]);
        Assert.Empty(Findings(graph));
        Assert.Empty(graph.OfLabel(GraphSchema.Incident));
    }

    [Fact]
    public void Process_WrongSelectorWherePodsComeLater_OpensAnIncident()
    {
        var graph = Replay.Run([
            .. Settled,
            Service(200, "cart", "carts", At(200)),
            Workload(210, "cart", At(210)),
            PodOf(211, "cart", At(211)),
            Tick(262),
        ]);
        Assert.Equal([Causes.ServiceSelector], Findings(graph));
        Assert.Single(graph.OfLabel(GraphSchema.Incident));
    }

    [Fact]
    public void Process_SelectorChangedOnARunningService_OpensAnIncidentAtOnce()
    {
        var graph = Replay.Run([
            Service(0, "cart", "cart", Old),
            Workload(0, "cart", Old),
            PodOf(0, "cart", Old),
            Tick(100),
            Service(200, "cart", "carts", Old),
        ]);
        Assert.Equal([Causes.ServiceSelector], Findings(graph));
        Assert.Single(graph.OfLabel(GraphSchema.Incident));
    }

    [Fact]
    public void Process_PodOlderThanTheClaimArrives_WithdrawsFindingIncidentAndCause()
    {
        Resource[] records = [Service(0, "cart", "cart", Young), Workload(0, "web", Young), PodOf(0, "web", Young)];
        var claimed = Replay.Run([.. records, Tick(100)]);
        Assert.Equal([Causes.ServiceSelector], Findings(claimed));
        Assert.Single(claimed.OfLabel(GraphSchema.Incident));
        var graph = Replay.Run([.. records, Tick(100), PodOf(120, "cart", Young), Tick(130)]);
        Assert.Empty(Findings(graph));
        Assert.Empty(graph.OfLabel(GraphSchema.Incident));
        Assert.Empty(graph.OfType(GraphSchema.PotentialCause));
    }

    [Fact]
    public void Process_PodNewerThanTheClaimArrives_KeepsWhatWasTrue()
    {
        var graph = Replay.Run([
            Service(0, "cart", "cart", Young),
            Workload(0, "web", Young),
            PodOf(0, "web", Young),
            Tick(100),
            PodOf(120, "cart", At(119)),
            Tick(130),
        ]);
        Assert.Single(graph.OfLabel(GraphSchema.Incident));
        Assert.Equal("resolved", Assert.Single(OfCause(graph, Causes.ServiceSelector))["finding_state"].AsString);
    }

    [Fact]
    public void Process_WithdrawnClaimWithOtherErrors_KeepsTheirIncident()
    {
        var graph = Replay.Run([
            Service(0, "cart", "cart", Young),
            Workload(0, "web", Young),
            PodOf(0, "web", Young),
            new Edge(
                StateOperation.Upsert,
                Start,
                "prod",
                EdgeType.Calls,
                new ObjectReference("Pod", "web-1", "shop"),
                new ObjectReference("Service", "cart", "shop")
            ),
            Tick(100),
            Error(101, "web-1"),
            PodOf(120, "cart", Young),
            Tick(130),
        ]);
        Assert.Empty(Findings(graph));
        var incident = Assert.Single(graph.OfLabel(GraphSchema.Incident));
        Assert.Equal(1, incident["error_count"].AsInteger);
        Assert.Equal("prod/Pod/shop/web-1", Assert.Single(incident["resource_ids"].AsStrings ?? []));
    }

    [Fact]
    public void Process_MissingSecretThatArrivesLater_IsAnUnknownMeanwhile()
    {
        var records = new List<WireRecord> { Secret(0, "other", Old), Mounting(1, "web", Old), Tick(50) };
        Assert.Empty(Findings(Replay.Run(records)));
        records.Add(Tick(62));
        Assert.Equal([Causes.MissingSecret], Findings(Replay.Run(records)));
        records.Add(Secret(63, "keys", Old));
        Assert.Empty(Findings(Replay.Run(records)));
    }

    [Fact]
    public void Process_KindThatWasNeverSeen_IsNotCalledMissing()
    {
        var records = new List<WireRecord> { Mounting(0, "web", Old), Tick(100), Tick(300) };
        Assert.Empty(Findings(Replay.Run(records)));
        records.Add(Secret(400, "other", Old));
        records.Add(Tick(500));
        Assert.Equal([Causes.MissingSecret], Findings(Replay.Run(records)));
    }

    [Fact]
    public void Process_ClaimThatMayNotBeMadeYet_IsAmongWhatItsIncidentDoesNotKnow()
    {
        var records = new List<WireRecord>
        {
            Mounting(0, "web", Old),
            PodOf(0, "web", Old),
            Controls("web", "web-1"),
            Error(100, "web-1"),
        };
        const string claim = "Not confirmed, because not every Secret of cluster prod is known: Deployment web ";
        Assert.Contains(Unknown(Replay.Run(records)), IsClaim);
        Assert.Contains(Unknown(Replay.Run(records, 2, 3)), IsClaim);
        records.Add(Secret(110, "other", Old));
        records.Add(Tick(200));
        Assert.DoesNotContain(Unknown(Replay.Run(records)), IsClaim);
        Assert.DoesNotContain(Unknown(Replay.Run(records, 4, 5)), IsClaim);

        static bool IsClaim(string text) => text.StartsWith(claim, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_OldMisconfigurationsAtTheFirstConnection_OpenNoIncident()
    {
        var records = new List<WireRecord>();
        for (var i = 0; i < 50; i++)
        {
            records.Add(Service(i * 0.1, $"app-{i}", $"wrong-{i}", Old));
            records.Add(Workload(5 + i * 0.1, $"app-{i}", Old));
            records.Add(PodOf(10 + i * 0.1, $"app-{i}", Old));
        }
        records.Add(Tick(100));
        records.Add(Tick(300));
        var graph = Replay.Run(records);
        Assert.Equal(50, Findings(graph).Count);
        Assert.Empty(graph.OfLabel(GraphSchema.Incident));
        Replay.AssertSame(graph, Replay.Run(records, 60, 120, records.Count - 1));
    }

    [Fact]
    public void Process_OldQuotaThatKeepsRefusingPods_OpensNoIncident()
    {
        const string refusal =
            "pods web-1-zz is forbidden: exceeded quota: limits, requested: pods=1, used: pods=1, limited: pods=1";
        var records = new List<WireRecord>
        {
            Seen(
                0,
                $$$"""
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "shop", "name": "web", "uid": "web", "creationTimestamp": "{{{Old}}}"}, "spec": {"replicas": 1},
                 "status": {"unavailableReplicas": 1, "conditions": [{"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": "{{{refusal}}}", "lastTransitionTime": "{{{Old}}}"}]} }
                """
            ),
            Controls("web", "web-1"),
        };
        for (var i = 0; i < 6; i++)
            records.Add(
                Error(20 + i * 10, "web-1", "FailedCreate", severity: Severity.Warning) with
                {
                    Message = $"Error creating: {refusal.Replace("zz", $"z{i}", StringComparison.Ordinal)}",
                }
            );
        records.Add(Tick(300));
        Assert.Empty(Replay.Run(records).OfLabel(GraphSchema.Incident));
        records.RemoveAt(0);
        Assert.Single(Replay.Run(records).OfLabel(GraphSchema.Incident));
    }

    [Theory]
    [InlineData("Error", 0)]
    [InlineData("OOMKilled", 1)]
    public void Process_ContainerThatHasCrashedForDays_OpensAnIncidentOnlyForAnotherCause(string reason, int incidents)
    {
        var records = new List<WireRecord>
        {
            Crashing(0, "Error", Old),
            Running(20),
            Crashing(25, reason, At(24)),
            Running(60),
            Crashing(65, reason, At(64)),
            Tick(300),
        };
        Assert.Equal(incidents, Replay.Run(records).OfLabel(GraphSchema.Incident).Count());
        Assert.Equal(incidents, Replay.Run(records, 2, 4, 5).OfLabel(GraphSchema.Incident).Count());

        static Resource Crashing(double second, string reason, string finished) =>
            PodInState(
                second,
                $$$""" "waiting": {"reason": "CrashLoopBackOff", "message": "back-off"} }, "lastState": {"terminated": {"exitCode": {{{(
                    reason == "Error" ? 1 : 137
                )}}}, "reason": "{{{reason}}}", "finishedAt": "{{{finished}}}"} """
            );

        static Resource Running(double second) => PodInState(second, "\"running\": {}");

        static Resource PodInState(double second, string state) =>
            Seen(
                second,
                $$$"""{"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1", "uid": "web-1", "creationTimestamp": "{{{Old}}}"}, "spec": {"nodeName": "node-1"}, "status": {"phase": "Running", "containerStatuses": [{"name": "main", "ready": false, "restartCount": 9, "state": { {{{state}}} } }]} }"""
            );
    }

    [Fact]
    public void Process_CallerFailsOnAnOldMisconfiguration_OpensAnIncidentWithItFirst()
    {
        var graph = Replay.Run([
            Service(0, "cart", "carts", Old),
            Workload(0, "cart", Old),
            PodOf(0, "cart", Old),
            PodOf(0, "web", Old),
            new Edge(
                StateOperation.Upsert,
                Start,
                "prod",
                EdgeType.Calls,
                new ObjectReference("Pod", "web-1", "shop"),
                new ObjectReference("Service", "cart", "shop")
            ),
            Tick(100),
            Error(1000, "web-1", "ConnectivityFailed", EventSource.Probe),
        ]);
        Assert.Single(graph.OfLabel(GraphSchema.Incident));
        var first = graph.OfType(GraphSchema.PotentialCause).Single(link => link["rank"].AsInteger == 1);
        Assert.Equal(Causes.ServiceSelector, first["cause"].AsString);
    }

    [Theory]
    [InlineData(1, 2, false)]
    [InlineData(2, 2, true)]
    public void Process_BudgetWhileANodeIsDrained_IsOnlyFoundWhereItNeverAllowsAny(int desired, int pods, bool isFound)
    {
        var graph = Replay.Run([
            .. Settled,
            Seen(
                200,
                $$$"""{"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"namespace": "shop", "name": "web"}, "spec": {}, "status": {"disruptionsAllowed": 0, "expectedPods": {{{pods}}}, "currentHealthy": {{{pods}}}, "desiredHealthy": {{{desired}}}}}"""
            ),
            Tick(230),
        ]);
        Assert.Equal(isFound, Findings(graph).Contains(Causes.BudgetBlocks));
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(70, true)]
    public void Process_NamespaceBeingDeleted_IsFoundOnceItTakesLong(double later, bool isFound)
    {
        var graph = Replay.Run([
            .. Settled,
            Seen(
                200,
                """{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}, "status": {"conditions": [{"type": "NamespaceFinalizersRemaining", "status": "True", "message": "1 left"}]}}"""
            ),
            Tick(200 + later),
        ]);
        Assert.Equal(isFound, Findings(graph).Contains(Causes.NamespaceStuck));
    }

    [Fact]
    public void Process_RestartedBeforeAnyRecord_MakesTheSameGraph()
    {
        WireRecord[] records =
        [
            Service(0, "cart", "carts", Old),
            Workload(1, "cart", Old),
            Mounting(2, "web", Old),
            PodOf(30, "cart", Old),
            Secret(50, "other", Old),
            Tick(80),
            Service(90, "late", "late", At(90)),
            Tick(120),
            Tick(160),
            Secret(170, "keys", Young),
            PodOf(180, "late", At(100)),
            Tick(300),
        ];
        var expected = Replay.Run(records);
        for (var i = 1; i < records.Length; i++)
            Replay.AssertSame(expected, Replay.Run(records, i));
    }

    // A cluster that the platform has known for a while, with one workload that is well.
    private static WireRecord[] Settled { get; } =
    [Workload(0, "other", Old), PodOf(0, "other", Old), Service(0, "other", "other", Old), Tick(100)];

    private static string At(double second) =>
        Start.AddSeconds(second).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    private static Resource Service(double second, string name, string app, string created) =>
        Seen(
            second,
            $$$"""{"apiVersion": "v1", "kind": "Service", "metadata": {"namespace": "shop", "name": "{{{name}}}", "uid": "s-{{{name}}}", "creationTimestamp": "{{{created}}}"}, "spec": {"selector": {"app": "{{{app}}}"}, "ports": [{"port": 80}]}}"""
        );

    private static Resource Workload(double second, string name, string created) =>
        Seen(
            second,
            $$$"""{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "shop", "name": "{{{name}}}", "uid": "d-{{{name}}}", "creationTimestamp": "{{{created}}}"}, "spec": {"replicas": 1, "template": {"metadata": {"labels": {"app": "{{{name}}}"} } } }, "status": {"replicas": 1, "readyReplicas": 1, "updatedReplicas": 1, "availableReplicas": 1} }"""
        );

    private static Resource PodOf(double second, string name, string created) =>
        Seen(
            second,
            $$$"""{"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "shop", "name": "{{{name}}}-1", "uid": "p-{{{name}}}", "creationTimestamp": "{{{created}}}", "labels": {"app": "{{{name}}}"} }, "spec": {"nodeName": "node-1"}, "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]} }"""
        );

    private static Resource Secret(double second, string name, string created) =>
        Seen(
            second,
            $$$"""{"apiVersion": "v1", "kind": "Secret", "metadata": {"namespace": "shop", "name": "{{{name}}}", "creationTimestamp": "{{{created}}}"} }"""
        );

    private static Resource Mounting(double second, string name, string created) =>
        Seen(
            second,
            $$$"""{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "shop", "name": "{{{name}}}", "creationTimestamp": "{{{created}}}"}, "spec": {"replicas": 1, "template": {"metadata": {"labels": {"app": "{{{name}}}"} }, "spec": {"volumes": [{"secret": {"secretName": "keys"}}]} } }, "status": {"replicas": 1, "unavailableReplicas": 1} }"""
        );

    private static List<string?> Findings(GraphModel graph) =>
        [
            .. graph
                .OfLabel(GraphSchema.Episodic)
                .Where(node => node["finding_state"].AsString == "active")
                .Select(node => node["cause"].AsString),
        ];

    private static string[] Unknown(GraphModel graph) =>
        Assert.Single(graph.OfLabel(GraphSchema.Incident))["unknown"].AsStrings ?? [];

    private static IEnumerable<Node> OfCause(GraphModel graph, string cause) =>
        graph.OfLabel(GraphSchema.Episodic).Where(node => node["cause"].AsString == cause);
}
