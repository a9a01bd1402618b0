using KgRca.RootCause.Taxonomy;

namespace KgRca.RootCause.Tests.Detectors;

public sealed class SuspensionTests
{
    [Theory]
    [InlineData("CronJob", """{"suspend": true}""", "{}", "CronJob w is suspended: it starts nothing.")]
    [InlineData("Job", """{"suspend": true}""", "{}", "Job w is suspended: it starts nothing.")]
    [InlineData("CronJob", """{"suspend": false}""", "{}", null)]
    [InlineData("Deployment", """{"paused": true}""", """{"replicas": 1, "readyReplicas": 1}""", "Deployment w is paused: its last change is not rolled out.")]
    [InlineData("Deployment", """{"paused": true}""", """{"replicas": 1, "readyReplicas": 1, "updatedReplicas": 1}""", null)]
    [InlineData("Deployment", "{}", """{"replicas": 1, "readyReplicas": 1}""", null)]
    public void Inspect_Workload_IsFoundWhereItIsStopped(string kind, string spec, string status, string? message)
    {
        var finding = World.InspectAlone($$"""{"kind": "{{kind}}", "metadata": {"namespace": "shop", "name": "w"}, "spec": {{spec}}, "status": {{status}} }""").SingleOrDefault();
        Assert.Equal((message, message is null ? null : Causes.Suspended, message is null ? default : CauseRole.Latent), (finding?.Message, finding?.Cause, finding?.Role ?? default));
    }
}
