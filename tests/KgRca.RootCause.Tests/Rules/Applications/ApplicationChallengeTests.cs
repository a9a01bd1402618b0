using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Ranking;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;
using static KgRca.RootCause.Tests.Ranking.ChallengeEpisodes;

namespace KgRca.RootCause.Tests.Rules.Applications;

/// <summary>What contradicts that an application, its CPU or its network is the cause.</summary>
public sealed class ApplicationChallengeTests
{
    private readonly World _world = new();

    [Fact]
    public void Of_SlowService_CountsLessWhereTheServiceThatItCallsIsSlowOrBusy()
    {
        var (front, back) = (Named("Service", "front"), Named("Service", "back"));
        _world.Join(EdgeType.Calls, front, back);
        var slow = About(front, Causes.PodNetworkDelay, World.Now);
        Assert.InRange(Challenge.Of(slow, World.Now, _world.Topology).Weight, 0.7, 0.9);
        back.Candidates.Add(About(back, Causes.CpuOverload, World.Now));
        Assert.True(Challenge.Of(slow, World.Now, _world.Topology).Weight < 0.5);
    }

    [Theory]
    [InlineData(Causes.CpuOverload, null, true)]
    [InlineData(Causes.SlowByItself, 300, true)]
    [InlineData(Causes.SlowByItself, 60, false)]
    public void Of_SlowService_CountsLessWhereThePodThatItCallsIsSlowForLong(
        string cause,
        int? seconds,
        bool isExplained
    )
    {
        var (front, back, pod) = (Named("Deployment", "front"), Named("Deployment", "back"), Named("Pod", "back-1"));
        _world.Join(EdgeType.Calls, front, back);
        _world.Join(EdgeType.Controls, back, pod);
        pod.Candidates.Add(
            new Episode("alert-1", pod)
            {
                Time = World.Now,
                Onset = World.Now,
                Severity = Severity.Warning,
                Source = "prom.alert",
                Reason = "PodSlow",
                Message = "",
                Assessment = CauseAssessment.Origin(cause),
                ResolvedAt = seconds is { } lasted ? World.Now.AddSeconds(lasted) : null,
            }
        );
        Assert.Equal(
            isExplained,
            Challenge.Of(About(front, Causes.PodNetworkDelay, World.Now), World.Now, _world.Topology).Weight < 0.5
        );
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Of_BusyServiceThatIsNotSlow_CountsLessWhereACallerHasNoTrouble(bool isSlow, bool isLess)
    {
        var (front, other, back) = (
            Named("Deployment", "front"),
            Named("Deployment", "other"),
            Named("Deployment", "back")
        );
        _world.Join(EdgeType.Calls, front, back);
        _world.Join(EdgeType.Calls, other, back);
        front.Candidates.Add(Alert(front, "LatencyHigh", Causes.PodNetworkDelay));
        if (isSlow)
            back.Candidates.Add(Alert(back, "LatencyHigh", Causes.PodNetworkDelay));
        var busy = Alert(back, "CPUThrottlingHigh", Causes.CpuOverload);
        Assert.Equal(isLess, Challenge.Of(busy, World.Now, _world.Topology).Weight < 1);
    }

    [Fact]
    public void Of_ServiceThatIsSlowByItself_CountsLessWhereItIsBusyOrNoneThatCallsItHasTrouble()
    {
        var (front, back) = (Named("Deployment", "front"), Named("Deployment", "back"));
        _world.Join(EdgeType.Calls, front, back);
        var slow = About(back, Causes.SlowByItself, World.Now);
        Assert.InRange(Challenge.Of(slow, World.Now, _world.Topology).Weight, 0.5, 0.7);
        front.Errors.Add(About(front, Causes.PodNetworkDelay, World.Now));
        Assert.InRange(Challenge.Of(slow, World.Now, _world.Topology).Weight, 0.7, 0.9);
        back.Candidates.Add(About(back, Causes.CpuOverload, World.Now));
        Assert.InRange(Challenge.Of(slow, World.Now, _world.Topology).Weight, 0, 0.5);
    }

    [Fact]
    public void Of_SlowServiceThatIsBusy_CountsLessThanItsProcessors()
    {
        var service = Named("Service", "front");
        service.Candidates.Add(About(service, Causes.CpuOverload, World.Now));
        Assert.True(
            Challenge.Of(About(service, Causes.PodNetworkDelay, World.Now), World.Now, _world.Topology).Weight < 0.5
        );
    }

    [Fact]
    public void Of_ErrorOfAProgram_CountsLessThanWhatIsExact() =>
        Assert.True(
            Challenge
                .Of(About(Named("Pod", "web-1"), Causes.ApplicationError, World.Now), World.Now, _world.Topology)
                .Weight < 1
        );

    [Theory]
    [InlineData(60, 5, false, 0.9)]
    [InlineData(60, 4, false, 0.75)]
    [InlineData(60, 5, true, 0.75)]
    [InlineData(0, 5, false, 0.75)]
    public void Of_ErrorLine_CountsMoreWhereItIsNewAndOften(
        int secondsOfLogs,
        int count,
        bool isBaseline,
        double weight
    )
    {
        var pod = Named("Pod", "web-1");
        pod.LogsSince = World.Now.AddSeconds(-secondsOfLogs);
        Assert.Equal(weight, Challenge.Of(Line(pod, count, isBaseline), World.Now, _world.Topology).Weight);
    }

    [Theory]
    [InlineData(20, 10, 0.9)]
    [InlineData(20, 60, 0.75)]
    public void Of_ErrorLine_IsNewWhereItsContainerWouldHaveSaidItBeforeHadItBeenItsWay(
        int secondsOfLogs,
        int secondsItLasts,
        double weight
    )
    {
        var pod = Named("Pod", "web-1");
        pod.LogsSince = World.Now.AddSeconds(-secondsOfLogs);
        var line = Line(pod, 5, isBaseline: false);
        line.Time = World.Now.AddSeconds(secondsItLasts);
        Assert.Equal(weight, Challenge.Of(line, World.Now, _world.Topology).Weight);
    }

    [Theory]
    [InlineData(true, 0.75)]
    [InlineData(false, 0.6)]
    public void Of_SlowService_CountsLessWhereNoneThatCallsItHasTrouble(bool hasTrouble, double weight)
    {
        var (front, back, frontPod) = (
            Named("Deployment", "front"),
            Named("Deployment", "back"),
            Named("Pod", "front-1")
        );
        _world.Join(EdgeType.Calls, front, back);
        _world.Join(EdgeType.Controls, front, frontPod);
        if (hasTrouble)
            frontPod.Errors.Add(Line(frontPod, 1, false));
        Assert.Equal(weight, Challenge.Of(Alert(back, "prom.alert"), World.Now, _world.Topology).Weight);
    }

    [Fact]
    public void Of_ErrorLineOfACaller_CountsLessWhereTheCalledReportsErrorsAsWell()
    {
        var (front, back, backSet, frontPod, backPod) = (
            Named("Deployment", "front"),
            Named("Deployment", "back"),
            Named("ReplicaSet", "back-1"),
            Named("Pod", "front-1"),
            Named("Pod", "back-1-x")
        );
        _world.Join(EdgeType.Calls, front, back);
        _world.Join(EdgeType.Controls, front, frontPod);
        _world.Join(EdgeType.Controls, back, backSet);
        _world.Join(EdgeType.Controls, backSet, backPod);
        Assert.Equal(0.75, Challenge.Of(Line(frontPod, 5, false), World.Now, _world.Topology).Weight);
        backPod.Candidates.Add(Line(backPod, 5, false));
        Assert.Equal(0.4, Challenge.Of(Line(frontPod, 5, false), World.Now, _world.Topology).Weight);
    }

    private ResourceState Named(string kind, string name) =>
        _world.Topology.GetOrAdd(new ResourceId(World.Cluster, kind, "shop", name), out _);
}
