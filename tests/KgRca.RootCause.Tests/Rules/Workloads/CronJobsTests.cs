using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Workloads;

namespace KgRca.RootCause.Tests.Rules.Workloads;

public sealed class CronJobsTests
{
    private readonly World _world = new();

    [Theory]
    [InlineData("Forbid", """[{"name": "work-1"}]""", "JobAlreadyActive", "11:50:00", true)]
    [InlineData("Forbid", """[{"name": "work-1"}]""", "SuccessfulCreate", "11:50:00", false)]
    [InlineData("Forbid", """[{"name": "work-1"}]""", "JobAlreadyActive", "11:59:00", false)]
    [InlineData("Forbid", "[]", "JobAlreadyActive", "11:50:00", false)]
    [InlineData("Allow", """[{"name": "work-1"}]""", "JobAlreadyActive", "11:50:00", false)]
    public void Inspect_RunThatWasPassedOver_IsALatentRiskWhileTheOneBeforeGoesOn(
        string policy,
        string active,
        string reason,
        string began,
        bool isFound
    )
    {
        var cronJob = _world.Add(
            $$$"""
            {"kind": "CronJob", "metadata": {"namespace": "shop", "name": "work"}, "spec": {"schedule": "* * * * *", "concurrencyPolicy": "{{{policy}}}"},
             "status": {"active": {{{active}}}, "lastScheduleTime": "2026-03-01T{{{began}}}Z"} }
            """
        );
        cronJob.Candidates.Add(
            Said(
                cronJob,
                reason,
                "Not starting job because prior execution is running and concurrency policy is Forbid"
            )
        );
        var finding = _world.Inspect(cronJob).SingleOrDefault();
        Assert.Equal(
            isFound ? (Causes.MissedSchedule, CauseRole.Latent) : (null, default),
            (finding?.Cause, finding?.Role ?? default)
        );
        if (isFound)
            Assert.Equal(
                "CronJob work skips its runs: Job work-1 of the previous run is still active, and concurrencyPolicy is Forbid.",
                finding!.Message
            );
    }

    [Theory]
    [InlineData("59 23 31 2 *", "InvalidSchedule", false)]
    [InlineData("59 23 28 2 *", "InvalidSchedule", true)]
    [InlineData("59 23 28 2 *", "MissSchedule", false)]
    [InlineData("59 23 31 2 *", "UnknownTimeZone", true)]
    public void HasAnotherSchedule_OnlyOnceTheOneThatCannotBeKeptIsReplaced(
        string schedule,
        string reason,
        bool expected
    )
    {
        var cronJob = _world.Add(
            $$"""{"kind": "CronJob", "metadata": {"namespace": "shop", "name": "work"}, "spec": {"schedule": "{{schedule}}"} }"""
        );
        var said = Said(
            cronJob,
            reason,
            "invalid schedule: TZ=Europe/Paris 59 23 31 2 * : time difference between two schedules is less than 1 second"
        );
        Assert.Equal(expected, CronJobs.HasAnotherSchedule(cronJob.Object!.Value, said));
    }

    private static Episode Said(RootCause.Topology.ResourceState cronJob, string reason, string message) =>
        new(reason, cronJob)
        {
            Time = World.Now.AddMinutes(-5),
            Onset = World.Now.AddMinutes(-5),
            Severity = Severity.Info,
            Source = "k8s.event",
            Reason = reason,
            Message = message,
            Assessment = new CauseAssessment(null, CauseRole.Latent),
        };
}
