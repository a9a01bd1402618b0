using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Workloads;

/// <summary>Rollouts, Jobs and autoscalers, by what their controllers say of them.</summary>
public sealed class WorkloadConditionsTests
{
    private readonly World _world = new();

    [Fact]
    public void Inspect_RolloutPastItsDeadline_IsASymptom()
    {
        var finding = Assert.Single(
            _world.Inspect(
                _world.Add(
                    Deployment(
                        """[{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "message": "timed out", "lastTransitionTime": "2026-03-01T11:50:00Z"}]"""
                    )
                )
            )
        );
        Assert.Equal(
            (Causes.RolloutStuck, CauseRole.Symptom, Severity.Error),
            (finding.Cause, finding.Role, finding.Severity)
        );
        Assert.Equal(World.Now.AddMinutes(-10), finding.Onset);
    }

    [Fact]
    public void Inspect_RolloutThatGoesOn_FindsNothing() =>
        Assert.Empty(
            _world.Inspect(
                _world.Add(Deployment("""[{"type": "Progressing", "status": "True", "reason": "ReplicaSetUpdated"}]"""))
            )
        );

    [Theory]
    [InlineData(
        "pods \\\"web\\\" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=20, limited: pods=20",
        Causes.PodQuota
    )]
    [InlineData("failed calling webhook \\\"x\\\": no endpoints", Causes.Webhook)]
    public void Inspect_ReplicasThatCannotBeMade_NamesTheReason(string message, string cause) =>
        Assert.Equal(
            cause,
            Assert
                .Single(
                    _world.Inspect(
                        _world.Add(
                            Deployment(
                                $$"""[{"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": "{{message}}"}]"""
                            )
                        )
                    )
                )
                .Cause
        );

    [Fact]
    public void Inspect_ReplicaSetThatCannotBeMade_NamesTheReason() =>
        Assert.Equal(
            Causes.ObjectQuota,
            Assert
                .Single(
                    _world.Inspect(
                        _world.Add(
                            Deployment(
                                """[{"type": "Progressing", "status": "False", "reason": "ReplicaSetCreateError", "message": "replicasets.apps is forbidden: exceeded quota: sets, requested: count/replicasets.apps=1, used: count/replicasets.apps=1, limited: count/replicasets.apps=1"}]"""
                            )
                        )
                    )
                )
                .Cause
        );

    [Theory]
    [InlineData("{}", 1)]
    [InlineData("""{"active": 1}""", 0)]
    [InlineData("""{"succeeded": 1, "completionTime": "2026-03-01T11:00:00Z"}""", 0)]
    public void Inspect_JobWithoutPods_NamesWhatItRefersTo(string status, int findings)
    {
        _world.Add("""{"kind": "ServiceAccount", "metadata": {"namespace": "shop", "name": "default"}}""");
        var job = _world.Add(
            $$"""{"kind": "Job", "metadata": {"namespace": "shop", "name": "work"}, "spec": {"template": {"spec": {"serviceAccountName": "robot"} } }, "status": {{status}} }"""
        );
        Assert.Equal(
            Enumerable.Repeat(Causes.MissingServiceAccount, findings),
            _world.Inspect(job).Select(finding => finding.Cause)
        );
    }

    [Theory]
    [InlineData("BackoffLimitExceeded", Causes.JobFailed, CauseRole.Symptom)]
    [InlineData("PodFailurePolicy", Causes.JobFailed, CauseRole.Symptom)]
    [InlineData("DeadlineExceeded", Causes.JobDeadline, CauseRole.Origin)]
    internal void Inspect_FailedJob_SaysHow(string reason, string cause, CauseRole role)
    {
        var finding = Assert.Single(_world.Inspect(_world.Add(Job("nightly-1", reason, "11:00:00"))));
        Assert.Equal((cause, role), (finding.Cause, finding.Role));
    }

    [Fact]
    public void Inspect_FailedJobOfACronJobThatSucceededSince_FindsNothing()
    {
        var failed = _world.Add(Job("nightly-1", "BackoffLimitExceeded", "11:00:00"));
        _world.Add(
            """{"kind": "Job", "metadata": {"namespace": "batch", "name": "nightly-0", "ownerReferences": [{"kind": "CronJob", "name": "nightly"}]}, "status": {"completionTime": "2026-03-01T10:00:00Z"}}"""
        );
        Assert.Single(_world.Inspect(failed));
        var later = _world.Add(
            """{"kind": "Job", "metadata": {"namespace": "batch", "name": "nightly-2", "ownerReferences": [{"kind": "CronJob", "name": "nightly"}]}, "status": {"completionTime": "2026-03-01T11:30:00Z"}}"""
        );
        Assert.Empty(_world.Inspect(failed));
        failed.ActiveFindings.Add(
            new RootCause.Events.Episode("f", failed)
            {
                Time = World.Now,
                Onset = World.Now,
                Severity = Severity.Error,
                Source = "detector",
                Reason = "r",
                Message = "m",
            }
        );
        Assert.Contains(failed, _world.Affected(later));
    }

    [Theory]
    [InlineData("ScalingActive", "False", "FailedGetResourceMetric", Causes.AutoscalerMetrics)]
    [InlineData("ScalingLimited", "True", "TooManyReplicas", Causes.AutoscalerMaximum)]
    [InlineData("ScalingActive", "False", "InvalidSelector", Causes.AutoscalerTarget)]
    [InlineData("ScalingActive", "False", "AmbiguousSelector", Causes.AutoscalerOverlap)]
    [InlineData("ScalingActive", "False", "ScalingDisabled", null)]
    [InlineData("ScalingLimited", "True", "TooFewReplicas", null)]
    [InlineData("AbleToScale", "True", "ReadyForNewScale", null)]
    public void Inspect_Autoscaler_SaysWhatKeepsIt(string type, string status, string reason, string? cause)
    {
        _world.Add(Deployment("[]"));
        Assert.Equal(
            cause,
            _world.Inspect(_world.Add(Autoscaler("web", type, status, reason))).SingleOrDefault()?.Cause
        );
    }

    [Fact]
    public void Inspect_AutoscalerOfNothing_IsFoundOnceDeploymentsAreSeen()
    {
        var autoscaler = _world.Add(Autoscaler("gone", "AbleToScale", "True", "x"));
        Assert.Empty(_world.Inspect(autoscaler));
        var deployment = _world.Add(Deployment("[]"));
        Assert.Equal(Causes.AutoscalerTarget, Assert.Single(_world.Inspect(autoscaler)).Cause);
        Assert.Contains(autoscaler, _world.Affected(deployment));
    }

    [Fact]
    public void Inspect_TwoAutoscalersForOneWorkload_NamesBoth()
    {
        var autoscaler = _world.Add(Autoscaler("web", "ScalingActive", "False", "AmbiguousSelector"));
        var other = _world.Add(
            Autoscaler("web", "ScalingActive", "False", "AmbiguousSelector")
                .Replace("\"name\": \"web\"}, \"spec\"", "\"name\": \"other\"}, \"spec\"", StringComparison.Ordinal)
        );
        var finding = Assert.Single(_world.Inspect(autoscaler));
        Assert.Equal(
            (
                Causes.AutoscalerOverlap,
                "HorizontalPodAutoscalers web and other both target Deployment web: none of them scales it."
            ),
            (finding.Cause, finding.Message)
        );
        Assert.Contains(autoscaler, _world.Affected(other));
    }

    [Theory]
    [InlineData("web", true)]
    [InlineData("canary", false)]
    public void Inspect_TwoAutoscalersForWorkloadsThatSelectTheSamePods_NamesBoth(string app, bool isFound)
    {
        void Workload(string name, string label) =>
            _world.Add(
                $$$"""{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "{{{name}}}"}, "spec": {"selector": {"matchLabels": {"app": "{{{label}}}"} }, "template": {"metadata": {"labels": {"app": "{{{label}}}"} } } } }"""
            );
        Workload("web", "web");
        Workload("canary", app);
        var autoscaler = _world.Add(Autoscaler("web", "ScalingLimited", "False", "DesiredWithinRange"));
        _world.Add(
            Autoscaler("canary", "ScalingLimited", "False", "DesiredWithinRange")
                .Replace("\"name\": \"web\"}, \"spec\"", "\"name\": \"canary\"}, \"spec\"", StringComparison.Ordinal)
        );
        var finding = _world.Inspect(autoscaler).SingleOrDefault();
        Assert.Equal(isFound ? Causes.AutoscalerOverlap : null, finding?.Cause);
        if (isFound)
            Assert.Equal(
                "HorizontalPodAutoscalers web and canary target workloads that select the same Pods: none of them scales.",
                finding!.Message
            );
    }

    private static string Deployment(string conditions) =>
        $$"""{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"replicas": 2}, "status": {"conditions": {{conditions}} } }""";

    [Theory]
    [InlineData("FailedGetScale", "cannot read the replicas of Deployment web")]
    [InlineData("FailedUpdateScale", "cannot scale Deployment web")]
    [InlineData("InvalidSelector", "cannot scale Deployment web", "ScalingActive")]
    public void Inspect_AutoscalerThatCannotScale_SaysWhat(string reason, string text, string type = "AbleToScale")
    {
        _world.Add(Deployment("[]"));
        var finding = Assert.Single(_world.Inspect(_world.Add(Autoscaler("web", type, "False", reason))));
        Assert.Equal(Causes.AutoscalerTarget, finding.Cause);
        Assert.Contains(text, finding.Message, StringComparison.Ordinal);
    }

    private static string Job(string name, string reason, string failedAt) =>
        $$"""
            {"kind": "Job", "metadata": {"namespace": "batch", "name": "{{name}}", "ownerReferences": [{"kind": "CronJob", "name": "nightly"}]}, "spec": {"activeDeadlineSeconds": 600},
             "status": {"failed": 3, "conditions": [{"type": "Failed", "status": "True", "reason": "{{reason}}", "lastTransitionTime": "2026-03-01T{{failedAt}}Z"}] } }
            """;

    private static string Autoscaler(string target, string type, string status, string reason) =>
        $$"""
            {"kind": "HorizontalPodAutoscaler", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"maxReplicas": 5, "scaleTargetRef": {"kind": "Deployment", "name": "{{target}}"} },
             "status": {"conditions": [{"type": "{{type}}", "status": "{{status}}", "reason": "{{reason}}", "message": "m"}] } }
            """;
}
