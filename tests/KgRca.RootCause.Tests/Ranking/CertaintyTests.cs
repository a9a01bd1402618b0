using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Incidents;
using KgRca.RootCause.Ranking;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Tests.Rules;

namespace KgRca.RootCause.Tests.Ranking;

public sealed class CertaintyTests
{
    private readonly World _world = new();

    [Fact]
    public void Of_KindsOfEvidence_ProofGoesBeforeStatementsBeforeReportsBeforeInference()
    {
        var shares = new[]
        {
            Of(Causes.ServiceSelector, EpisodeSources.Finding),
            Of(Causes.MissingConfigMap, "k8s.event"),
            Of(Causes.DatabaseCredentials, "k8s.log"),
            Of(Causes.ApplicationError, "k8s.log"),
            Of(Causes.PodSandbox, "k8s.event"),
        };
        Assert.Equal(shares.Distinct().OrderDescending(), shares);
    }

    [Fact]
    public void Of_KindsThatWereNotSeen_SaysLessUnlessObjectsProveIt()
    {
        var (stated, proven) = (
            Of(Causes.MissingConfigMap, "k8s.event"),
            Of(Causes.ServiceSelector, EpisodeSources.Finding)
        );
        foreach (var kind in (string[])["Pod", "Deployment", "Service", "Node"])
            _world.Add($$$"""{"kind": "{{{kind}}}", "metadata": {"name": "a"}}""");
        Assert.True(Of(Causes.MissingConfigMap, "k8s.event") > stated);
        Assert.Equal(proven, Of(Causes.ServiceSelector, EpisodeSources.Finding));
    }

    [Fact]
    public void Of_WhatSeveralWorkloadsReport_SaysLess() =>
        Assert.True(
            Of(Causes.VolumeMount, "k8s.event", isShared: true) < Of(Causes.VolumeMount, "k8s.event", isShared: false)
        );

    [Theory]
    [InlineData(0.4, true, true, 0.9)]
    [InlineData(0.5, true, true, 0.625)]
    [InlineData(0.6, true, true, 1 / 3.0)]
    [InlineData(0.6, false, true, 0.9)]
    [InlineData(0.4, true, false, 0.5)]
    public void OfFirst_AnswerThatNothingRivals_SaysMoreWhereThereWasMuchToSeeAndLessWhereNothingTellsThemApart(
        double other,
        bool isOrigin,
        bool isSeen,
        double confidence
    )
    {
        foreach (var kind in (string[])(isSeen ? ["Pod", "Deployment", "Service", "Node"] : []))
            _world.Add($$$"""{"kind": "{{{kind}}}", "metadata": {"name": "a"}}""");
        var ranked = new List<CauseLink>
        {
            Link("web", 0.6, CauseRole.Origin, Causes.PodNetworkDelay),
            Link("api", other, isOrigin ? CauseRole.Origin : CauseRole.Change, Causes.ApplicationError),
        };
        Assert.Equal(confidence, Certainty.OfFirst(ranked, _world.Topology), 6);
    }

    [Fact]
    public void OfFirst_WhatIsOnlyInferred_DoesNotRivalWhatIsStated()
    {
        foreach (var kind in (string[])["Pod", "Deployment", "Service", "Node"])
            _world.Add($$$"""{"kind": "{{{kind}}}", "metadata": {"name": "a"}}""");
        var ranked = new List<CauseLink>
        {
            Link("web", 0.6, CauseRole.Origin, Causes.DatabaseCredentials),
            Link("api", 0.6, CauseRole.Origin, Causes.ApplicationError),
        };
        Assert.Equal(0.9, Certainty.OfFirst(ranked, _world.Topology), 6);
    }

    [Theory]
    [InlineData(Causes.PodNetworkDelay, false)]
    [InlineData("Unhealthy", true)]
    public void OfFirst_SymptomOrWordsThatNoRuleKnows_SaysNoMore(string cause, bool isOrigin)
    {
        foreach (var kind in (string[])["Pod", "Deployment", "Service", "Node"])
            _world.Add($$$"""{"kind": "{{{kind}}}", "metadata": {"name": "a"}}""");
        var role = isOrigin ? CauseRole.Origin : CauseRole.Symptom;
        Assert.Equal(0.5, Certainty.OfFirst([Link("web", 0.6, role, cause)], _world.Topology));
    }

    [Theory]
    [InlineData(Causes.ApplicationError, true, 0.2, true, 0.75)]
    [InlineData(Causes.ApplicationError, true, 0.55, true, 0.5)]
    [InlineData(Causes.Rollout, false, 0.2, true, 0.75)]
    [InlineData(Causes.Rollout, false, 0.55, false, 0.75)]
    [InlineData(Causes.Rollout, false, 0.55, true, 0.5)]
    public void OfFirst_UnknownWordsOrAChange_SaysLessThanWhatIsUnderstood(
        string cause,
        bool isOrigin,
        double other,
        bool isOtherOrigin,
        double confidence
    )
    {
        foreach (var kind in (string[])["Pod", "Deployment", "Service", "Node"])
            _world.Add($$$"""{"kind": "{{{kind}}}", "metadata": {"name": "a"}}""");
        var ranked = new List<CauseLink>
        {
            Link("web", 0.6, isOrigin ? CauseRole.Origin : CauseRole.Change, cause),
            Link("api", other, isOtherOrigin ? CauseRole.Origin : CauseRole.Change, Causes.DatabasePort),
        };
        Assert.Equal(confidence, Certainty.OfFirst(ranked, _world.Topology), 6);
    }

    private static CauseLink Link(string name, double rankScore, CauseRole role, string cause) =>
        new(
            name,
            default,
            rankScore,
            role,
            0,
            cause,
            new ObjectReference("Deployment", name, "shop"),
            null,
            [new ResourceId(World.Cluster, "Deployment", "shop", name).ToString()],
            new CauseProof("", [], []),
            ""
        )
        {
            Confidence = 0.5,
        };

    private double Of(string cause, string source, bool isShared = false)
    {
        var pod = _world.Topology.GetOrAdd(new ResourceId(World.Cluster, "Pod", "shop", "web-1"), out _);
        return Certainty.Of(Meaning.Of(pod, CauseAssessment.Origin(cause), "x", source), isShared, _world.Topology);
    }
}
