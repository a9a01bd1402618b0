using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Workloads;

public sealed class WorkloadEventsTests
{
    // As Kubernetes 1.28 to 1.33 writes them.
    [Theory]
    [InlineData(
        "TooManyMissedTimes",
        "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew",
        Causes.MissedSchedule
    )]
    [InlineData(
        "MissSchedule",
        "Missed scheduled time to start a job: Sat, 21 Nov 2026 10:00:00 UTC",
        Causes.MissedSchedule
    )]
    [InlineData(
        "FailedNeedsStart",
        "Cannot determine if job needs to be started: too many missed start times",
        Causes.MissedSchedule
    )]
    [InlineData(
        "UnknownTimeZone",
        "invalid timeZone: \"Europe/Nowhere\": unknown time zone Europe/Nowhere",
        Causes.MissedSchedule
    )]
    [InlineData(
        "InvalidSchedule",
        "invalid schedule: 59 23 31 2 * : time difference between two schedules is less than 1 second",
        Causes.MissedSchedule
    )]
    public void Assess_WarningThatTellsItsCause_IsAnOrigin(string reason, string message, string cause) =>
        Assert.Equal(CauseAssessment.Origin(cause), Meaning.OfWarning(reason, message));
}
