using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Workloads;

public sealed class SuspensionTests
{
    private const string Held =
        """{"observedGeneration": 2, "replicas": 2, "currentRevision": "w-1", "updateRevision": "w-2"}""";

    private const string OnDelete = """{"replicas": 2, "updateStrategy": {"type": "OnDelete"}}""";

    [Theory]
    [InlineData(
        "StatefulSet",
        OnDelete,
        Held,
        "StatefulSet w was changed, but 2 of its 2 Pods still run the old revision: updateStrategy is OnDelete, so each Pod must be deleted."
    )]
    [InlineData(
        "StatefulSet",
        OnDelete,
        """{"observedGeneration": 2, "replicas": 2, "updatedReplicas": 2, "currentRevision": "w-1", "updateRevision": "w-2"}""",
        null
    )]
    [InlineData(
        "StatefulSet",
        OnDelete,
        """{"observedGeneration": 2, "replicas": 2, "currentRevision": "w-2", "updateRevision": "w-2"}""",
        null
    )]
    [InlineData(
        "StatefulSet",
        OnDelete,
        """{"observedGeneration": 1, "replicas": 2, "currentRevision": "w-1", "updateRevision": "w-2"}""",
        null
    )]
    [InlineData(
        "StatefulSet",
        """{"replicas": 2, "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 2}}}""",
        Held,
        "StatefulSet w was changed, but 2 of its 2 Pods still run the old revision: partition 2 is above all ordinals."
    )]
    [InlineData(
        "StatefulSet",
        """{"replicas": 2, "ordinals": {"start": 5}, "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 1}}}""",
        Held,
        null
    )]
    [InlineData(
        "StatefulSet",
        """{"replicas": 2, "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 1}}}""",
        Held,
        null
    )]
    [InlineData(
        "StatefulSet",
        """{"replicas": 2, "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}}}""",
        Held,
        null
    )]
    [InlineData("StatefulSet", """{"replicas": 2}""", Held, null)]
    [InlineData(
        "DaemonSet",
        OnDelete,
        """{"observedGeneration": 2, "currentNumberScheduled": 3, "updatedNumberScheduled": 1}""",
        "DaemonSet w was changed, but 2 of its 3 Pods still run the old revision: updateStrategy is OnDelete, so each Pod must be deleted."
    )]
    [InlineData(
        "DaemonSet",
        OnDelete,
        """{"observedGeneration": 2, "currentNumberScheduled": 3, "updatedNumberScheduled": 3}""",
        null
    )]
    [InlineData(
        "DaemonSet",
        """{"updateStrategy": {"type": "RollingUpdate"}}""",
        """{"observedGeneration": 2, "currentNumberScheduled": 3, "updatedNumberScheduled": 1}""",
        null
    )]
    public void Inspect_Set_IsFoundWhereItsStrategyHoldsAChange(
        string kind,
        string spec,
        string status,
        string? message
    )
    {
        var set =
            $$"""{"kind": "{{kind}}", "metadata": {"namespace": "shop", "name": "w", "generation": 2}, "spec": {{spec}}, "status": {{status}} }""";
        var finding = World.InspectAlone(set).SingleOrDefault();
        Assert.Equal(
            (message, message is null ? null : Causes.Suspended, message is null ? default : CauseRole.Latent),
            (finding?.Message, finding?.Cause, finding?.Role ?? default)
        );
        Assert.Empty(
            World.InspectAlone(
                set.Replace(
                    "\"generation\"",
                    "\"ownerReferences\": [{\"kind\": \"Elasticsearch\", \"name\": \"w\", \"controller\": true}], \"generation\"",
                    StringComparison.Ordinal
                )
            )
        );
    }

    [Theory]
    [InlineData("CronJob", """{"suspend": true}""", "{}", "CronJob w is suspended: it starts no Pods.")]
    [InlineData("Job", """{"suspend": true}""", "{}", "Job w is suspended: it starts no Pods.")]
    [InlineData("CronJob", """{"suspend": false}""", "{}", null)]
    [InlineData(
        "Deployment",
        """{"paused": true}""",
        """{"replicas": 1, "readyReplicas": 1}""",
        "Deployment w is paused: its last change is not rolled out."
    )]
    [InlineData(
        "Deployment",
        """{"paused": true}""",
        """{"replicas": 1, "readyReplicas": 1, "updatedReplicas": 1}""",
        null
    )]
    [InlineData("Deployment", "{}", """{"replicas": 1, "readyReplicas": 1}""", null)]
    public void Inspect_Workload_IsFoundWhereItIsStopped(string kind, string spec, string status, string? message)
    {
        var finding = World
            .InspectAlone(
                $$"""{"kind": "{{kind}}", "metadata": {"namespace": "shop", "name": "w"}, "spec": {{spec}}, "status": {{status}} }"""
            )
            .SingleOrDefault();
        Assert.Equal(
            (message, message is null ? null : Causes.Suspended, message is null ? default : CauseRole.Latent),
            (finding?.Message, finding?.Cause, finding?.Role ?? default)
        );
    }
}
