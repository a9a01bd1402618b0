using KgRca.Contracts.Identity;
using KgRca.RootCause.Events;
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

    private double Of(string cause, string source, bool isShared = false)
    {
        var pod = _world.Topology.GetOrAdd(new ResourceId(World.Cluster, "Pod", "shop", "web-1"), out _);
        return Certainty.Of(Meaning.Of(pod, CauseAssessment.Origin(cause), "x", source), isShared, _world.Topology);
    }
}
