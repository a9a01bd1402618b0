using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Ranking;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Rules.Admission;

public sealed class WebhooksTests
{
    private readonly World _world = new();

    public WebhooksTests() =>
        _world.Add(
            """{"kind": "Service", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"selector": {"app": "web"}}}"""
        );

    [Fact]
    public void Inspect_ServiceThatDoesNotExist_BlocksAndNamesBoth()
    {
        var finding = Assert.Single(_world.Inspect(Configuration("Fail")));
        Assert.Equal((Causes.Webhook, CauseRole.Origin), (finding.Cause, finding.Role));
        Assert.Equal(
            "ValidatingWebhookConfiguration policy calls Service guard in namespace security for webhook check.policy.example, which does not exist.",
            finding.Message
        );
        Assert.Equal(
            ["prod/ValidatingWebhookConfiguration//policy", "prod/Service/security/guard"],
            finding.Evidence.Select(evidence => evidence.Object)
        );
    }

    [Fact]
    public void Inspect_FailureThatIsIgnored_IsALatentRisk() =>
        Assert.Equal(CauseRole.Latent, Assert.Single(_world.Inspect(Configuration("Ignore"))).Role);

    [Theory]
    [InlineData("""{"observedGeneration": 1, "replicas": 2}""", true)]
    [InlineData("""{"observedGeneration": 1, "readyReplicas": 1}""", false)]
    [InlineData("""{}""", false)]
    public void Inspect_ServiceWithoutReadyPods_IsFoundAndMended(string status, bool isFound)
    {
        var configuration = Configuration("Fail");
        var service = _world.Add(
            """{"kind": "Service", "metadata": {"namespace": "security", "name": "guard"}, "spec": {"selector": {"app": "guard"}}}"""
        );
        var workload = _world.Add(
            $$$$$"""{"kind": "Deployment", "metadata": {"namespace": "security", "name": "guard"}, "spec": {"template": {"metadata": {"labels": {"app": "guard"}}}}, "status": {{{{{status}}}}} }"""
        );
        Assert.Equal(isFound, _world.Inspect(configuration).Count == 1);
        Assert.Contains(configuration, _world.Affected(service));
        Assert.Contains(configuration, _world.Affected(workload));
    }

    [Theory]
    [InlineData(
        "failed calling webhook \"check.policy.example\": connection refused",
        "ValidatingWebhookConfiguration"
    )]
    [InlineData("failed calling webhook \"other.example\": connection refused", "Deployment")]
    [InlineData("failed calling webhook", "Deployment")]
    public void Culprit_OfARefusedPod_IsTheConfigurationThatTheMessageNames(string message, string kind)
    {
        Configuration("Fail");
        var web = _world.Add("""{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}}""");
        Assert.Equal(kind, RemediationTarget.Of(Refusal(web, message), _world.Topology).Kind);
    }

    private static Episode Refusal(ResourceState subject, string message) =>
        new("e", subject)
        {
            Time = World.Now,
            Onset = World.Now,
            Severity = Severity.Warning,
            Source = "k8s.event",
            Reason = "FailedCreate",
            Message = message,
            Assessment = CauseAssessment.Origin(Causes.Webhook),
        };

    private ResourceState Configuration(string failurePolicy) =>
        _world.Add(
            $$$$$"""
            {"kind": "ValidatingWebhookConfiguration", "metadata": {"name": "policy"}, "webhooks": [
              {"name": "check.policy.example", "failurePolicy": "{{{{{failurePolicy}}}}}", "clientConfig": {"service": {"namespace": "security", "name": "guard"}}}]}
            """
        );
}
