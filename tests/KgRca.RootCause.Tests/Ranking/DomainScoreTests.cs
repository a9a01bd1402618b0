using KgRca.Contracts.Identity;
using KgRca.RootCause.Events;
using KgRca.RootCause.Ranking;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Tests.Rules;

namespace KgRca.RootCause.Tests.Ranking;

public sealed class DomainScoreTests
{
    private readonly World _world = new();

    [Theory]
    [InlineData(Causes.OomKilled, "BackOff")]
    [InlineData(Causes.LivenessPort, "Unhealthy")]
    [InlineData(Causes.IncorrectImage, "ImagePullBackOff")]
    [InlineData(Causes.CpuCapacity, "FailedScheduling")]
    [InlineData(Causes.MemoryQuota, "FailedCreate")]
    [InlineData(Causes.MissingConfigMap, "CreateContainerConfigError")]
    [InlineData(Causes.ClaimStorageClass, "FailedScheduling")]
    [InlineData(Causes.NodeNotReady, "Unhealthy")]
    [InlineData(Causes.ServiceSelector, "ConnectivityFailed")]
    public void Of_TypicalConsequence_IsHigherThanAnUnusualOne(string cause, string effect)
    {
        var typical = Score(CauseAssessment.Origin(cause), effect);
        Assert.InRange(typical, 0.9, 1);
        Assert.True(typical > Score(CauseAssessment.Origin(cause), "NeverHeardOf") || cause == Causes.NodeNotReady);
    }

    [Fact]
    public void Of_HowAProcessDied_SaysMoreThanThatItDidAndLessThanWhatWasChanged() =>
        Assert.InRange(
            Score(CauseAssessment.Symptom(Causes.ApplicationError), "Error"),
            Score(CauseAssessment.Symptom(Causes.ContainerCrash), "Error") + 0.01,
            Score(new CauseAssessment(Causes.Rollout, CauseRole.Change), "Error")
        );

    [Fact]
    public void Of_Roles_RankOriginBeforeChangeBeforeSymptomBeforeLatent()
    {
        double[] scores =
        [
            Score(CauseAssessment.Origin(Causes.OomKilled), "BackOff"),
            Score(new CauseAssessment(Causes.Rollout, CauseRole.Change), "BackOff"),
            Score(CauseAssessment.Symptom(), "BackOff"),
            Score(new CauseAssessment(null, CauseRole.Latent), "BackOff"),
        ];
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(scores.Length, scores.Distinct().Count());
        Assert.All(scores, score => Assert.InRange(score, 0, 1));
    }

    [Fact]
    public void Of_ChangeOfTheWorkloadItself_CountsMoreThanAChangeElsewhere()
    {
        var change = new CauseAssessment(Causes.Rollout, CauseRole.Change);
        Assert.True(Score(change, "BackOff", "web", "web-1-a") > Score(change, "BackOff", "cart", "web-1-a"));
    }

    private double Score(CauseAssessment cause, string effect, string causeName = "web", string effectName = "web-1") =>
        DomainScore.Of(
            Meaning.Of(
                _world.Topology.GetOrAdd(new ResourceId(World.Cluster, "Deployment", "shop", causeName), out _),
                cause,
                "Cause"
            ),
            Meaning.Of(
                _world.Topology.GetOrAdd(new ResourceId(World.Cluster, "Pod", "shop", effectName), out _),
                CauseAssessment.Symptom(),
                effect
            )
        );
}
