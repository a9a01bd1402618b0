using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Changes;

namespace KgRca.RootCause.Tests.Rules.CustomResources;

public sealed class CustomConditionsTests
{
    [Theory]
    [InlineData("Certificate", "Ready", "False", Causes.CertificateNotIssued)]
    [InlineData("ExternalSecret", "Ready", "False", Causes.ExternalSecret)]
    [InlineData("SealedSecret", "Synced", "False", Causes.ExternalSecret)]
    [InlineData("HelmRelease", "Stalled", "True", Causes.GitOps)]
    [InlineData("Widget", "Available", "False", Causes.CustomResource)]
    [InlineData("ScaledObject", "Ready", "False", Causes.CustomResource)]
    [InlineData("Widget", "Degraded", "True", Causes.CustomResource)]
    [InlineData("Widget", "ReconcileError", "True", Causes.CustomResource)]
    public void Inspect_ConditionThatIsBad_IsAFindingWithReasonMessageAndSinceWhen(
        string kind,
        string type,
        string status,
        string cause
    )
    {
        var finding = Assert.Single(World.InspectAlone(Object(kind, Condition(type, status))));
        Assert.Equal(
            (cause, CauseRole.Origin, Severity.Error, World.Now.AddMinutes(-3)),
            (finding.Cause, finding.Role, finding.Severity, finding.Onset)
        );
        Assert.Equal($"{kind} w: {type} is {status}, Broken: it does not work", finding.Message);
    }

    [Theory]
    [InlineData("Ready", "True")]
    [InlineData("Ready", "Unknown")]
    [InlineData("Stalled", "False")]
    [InlineData("Active", "False")]
    public void Inspect_OtherCondition_FindsNothing(string type, string status) =>
        Assert.Empty(World.InspectAlone(Object("Widget", Condition(type, status))));

    [Theory]
    [InlineData(
        "2",
        "{}",
        """{"observedGeneration": 1, "conditions": [{"type": "Ready", "status": "True"}]}""",
        "Widget w was changed, but its controller has not reconciled it: it observed generation 1 of 2."
    )]
    [InlineData("2", "{}", """{"observedGeneration": 2}""", null)]
    [InlineData("2", "{}", """{"conditions": [{"type": "Ready", "status": "True"}]}""", null)]
    [InlineData("2", "{}", """{"observedGeneration": -1}""", null)]
    [InlineData("2", """{"paused": true}""", """{"observedGeneration": 1}""", null)]
    [InlineData("2", """{"suspend": true}""", """{"observedGeneration": 1}""", null)]
    [InlineData(
        "2",
        "{}",
        """{"observedGeneration": 1, "conditions": [{"type": "Reconciling", "status": "True"}]}""",
        null
    )]
    [InlineData(
        "2",
        "{}",
        """{"observedGeneration": 1, "conditions": [{"type": "Ready", "status": "Unknown"}]}""",
        null
    )]
    public void Inspect_ChangeThatItsControllerHasNotFollowed_IsFoundWhereNothingSaysThatItIsAtWork(
        string generation,
        string spec,
        string status,
        string? message
    )
    {
        var finding = World
            .InspectAlone(
                $$"""{"kind": "Widget", "metadata": {"name": "w", "generation": {{generation}} }, "spec": {{spec}}, "status": {{status}} }"""
            )
            .SingleOrDefault();
        Assert.Equal((message, message is null ? null : Causes.CustomResource), (finding?.Message, finding?.Cause));
    }

    [Fact]
    public void Inspect_KindOfKubernetes_IsLeftToItsOwnDetector() =>
        Assert.Empty(World.InspectAlone(Object("PersistentVolume", Condition("Ready", "False"))));

    [Theory]
    [InlineData("""{"type": "Ready", "status": "False", "reason": "ProgressingWithRetry", "message": "m"}""")]
    [InlineData(
        """{"type": "Ready", "status": "False", "reason": "DoesNotExist", "message": "m"}, {"type": "Issuing", "status": "True"}"""
    )]
    public void Inspect_ControllerAtWork_IsAWarning(string conditions) =>
        Assert.Equal(Severity.Warning, Assert.Single(World.InspectAlone(Object("Widget", conditions))).Severity);

    [Theory]
    [InlineData("\"deletionTimestamp\": \"2026-03-01T11:59:00Z\"", "{}")]
    [InlineData("\"uid\": \"u\"", """{"suspend": true}""")]
    public void Inspect_BeingDeletedOrSuspended_FindsNothing(string metadata, string spec) =>
        Assert.Empty(
            World.InspectAlone(
                $$"""{"kind": "Widget", "metadata": {"name": "w", {{metadata}} }, "spec": {{spec}}, "status": {"conditions": [{{Condition("Ready", "False")}}]} }"""
            )
        );

    [Theory]
    [InlineData(
        """{"operationState": {"phase": "Failed", "message": "one or more objects failed to apply"}, "health": {"status": "Healthy"}}""",
        "Origin",
        "Application w could not be applied: one or more objects failed to apply"
    )]
    [InlineData(
        """{"conditions": [{"type": "ComparisonError", "message": "no such path"}], "sync": {"status": "Unknown"}}""",
        "Origin",
        "Application w: ComparisonError is there: no such path"
    )]
    [InlineData(
        """{"health": {"status": "Degraded", "message": "Deployment exceeded its progress deadline"}}""",
        "Symptom",
        "Application w is Degraded: Deployment exceeded its progress deadline"
    )]
    public void Inspect_Application_IsReadByOperationAndHealth(string status, string role, string message)
    {
        var finding = Assert.Single(
            World.InspectAlone($$"""{"kind": "Application", "metadata": {"name": "w"}, "status": {{status}} }""")
        );
        Assert.Equal((Causes.GitOps, role, message), (finding.Cause, $"{finding.Role}", finding.Message));
    }

    [Fact]
    public void Inspect_ApplicationOutOfSync_FindsNothing() =>
        Assert.Empty(
            World.InspectAlone(
                """{"kind": "Application", "metadata": {"name": "w"}, "status": {"sync": {"status": "OutOfSync"}, "health": {"status": "Healthy"}}}"""
            )
        );

    [Theory]
    [InlineData("Degraded", 1)]
    [InlineData("Progressing", 0)]
    public void Inspect_Rollout_IsReadByItsPhase(string phase, int findings) =>
        Assert.Equal(
            findings,
            World
                .InspectAlone(
                    $$"""{"kind": "Rollout", "metadata": {"name": "w"}, "status": {"phase": "{{phase}}", "message": "ProgressDeadlineExceeded", "conditions": [{{Condition("Healthy", "False")}}]} }"""
                )
                .Count
        );

    [Fact]
    public void Affected_SpecificationThatChanged_IsAChange()
    {
        var world = new World();
        var widget = world.Add("""{"kind": "Widget", "metadata": {"name": "w"}, "spec": {"size": 2, "mode": "a"}}""");
        var change = ObjectChanges.Inspect(
            widget,
            World.Json("""{"spec": {"size": 1, "mode": "a"}}"""),
            widget.Object!.Value,
            World.Now
        );
        Assert.Equal("Widget w was changed: spec.size.", change?.Message);
    }

    private static string Object(string kind, string conditions) =>
        $$"""{"kind": "{{kind}}", "metadata": {"namespace": "shop", "name": "w"}, "status": {"conditions": [{{conditions}}]} }""";

    private static string Condition(string type, string status) =>
        $$"""{"type": "{{type}}", "status": "{{status}}", "reason": "Broken", "message": "it does not work", "lastTransitionTime": "2026-03-01T11:57:00Z"}""";
}
