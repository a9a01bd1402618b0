using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Ranking;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Services;

public sealed class ClusterDnsTests
{
    [Theory]
    [InlineData("kube-system", """{"observedGeneration": 3, "replicas": 2}""", true)]
    [InlineData("kube-system", """{"observedGeneration": 3, "readyReplicas": 1}""", false)]
    [InlineData("kube-system", "{}", false)]
    [InlineData("shop", """{"observedGeneration": 3}""", false)]
    public void Inspect_DnsWithoutReadyPods_IsAnOrigin(string @namespace, string status, bool isFound) =>
        Assert.Equal(
            isFound,
            World
                .InspectAlone(Dns(@namespace, status))
                .Exists(finding => finding is { Cause: Causes.Dns, Role: CauseRole.Origin, Severity: Severity.Error })
        );

    [Fact]
    public void Culprit_OfNamesThatDoNotResolve_IsTheClustersDnsWhileItIsDown()
    {
        var world = new World();
        var dns = world.Add(Dns("kube-system", """{"observedGeneration": 3}"""));
        var pod = world.Add("""{"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}}""");
        var line = new Episode("e", pod)
        {
            Time = World.Now,
            Onset = World.Now,
            Severity = Severity.Error,
            Source = "k8s.log",
            Reason = "Log",
            Message = "lookup cart on 10.96.0.10:53: i/o timeout",
            Assessment = CauseAssessment.Origin(Causes.Dns),
        };
        Assert.Equal("web-1", RemediationTarget.Of(line, world.Topology).Name);
        dns.ActiveFindings.Add(
            new Episode("f", dns)
            {
                Time = World.Now,
                Onset = World.Now,
                Severity = Severity.Warning,
                Source = "detector",
                Reason = "DnsUnavailable",
                Message = "m",
                Assessment = CauseAssessment.Origin(Causes.Dns),
            }
        );
        Assert.Equal(
            new ObjectReference("Deployment", "coredns", "kube-system"),
            RemediationTarget.Of(line, world.Topology)
        );
    }

    private static string Dns(string @namespace, string status) =>
        $$$$$"""{"kind": "Deployment", "metadata": {"namespace": "{{{{{@namespace}}}}}", "name": "coredns"}, "spec": {"replicas": 2, "template": {"metadata": {"labels": {"k8s-app": "kube-dns"}}}}, "status": {{{{{status}}}}} }""";
}
