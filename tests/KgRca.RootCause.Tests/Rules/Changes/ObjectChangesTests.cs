using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Changes;

namespace KgRca.RootCause.Tests.Rules.Changes;

public sealed class ObjectChangesTests
{
    private const string Server =
        """ "name": "server", "image": "web:1", "livenessProbe": {"httpGet": {"port": 8080}} """;

    [Theory]
    [InlineData(
        """ "name": "server", "image": "web:2", "livenessProbe": {"httpGet": {"port": 8080}} """,
        "image from web:1 to web:2 of container server"
    )]
    [InlineData(
        """ "name": "server", "image": "web:1", "livenessProbe": {"httpGet": {"port": 8081}} """,
        "livenessProbe of container server"
    )]
    [InlineData(""" "name": "server", "image": "web:1" """, "livenessProbe of container server")]
    [InlineData($"{Server}, \"env\": [{{\"name\": \"A\", \"value\": \"b\"}}]", "env of container server")]
    [InlineData($"{Server}, \"resources\": {{\"limits\": {{\"memory\": \"1Mi\"}} }}", "resources of container server")]
    [InlineData(""" "name": "proxy" """, "container proxy is new")]
    public void Change_TemplateOfWorkload_NamesWhatWasChanged(string container, string expected)
    {
        var change = Change(Deployment(Server), Deployment(container));
        Assert.NotNull(change);
        Assert.Equal(
            (Causes.Rollout, CauseRole.Change, Severity.Info, World.Now),
            (change.Cause, change.Role, change.Severity, change.Onset)
        );
        Assert.Contains(expected, change.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Change_Replicas_FindsTheScaling() =>
        Assert.Equal(Causes.Scaled, Change(Deployment(Server), Deployment(Server, replicas: 3))?.Cause);

    [Theory]
    [InlineData(
        "Service",
        """ "spec": {"selector": {"app": "a"}, "clusterIP": "1"} """,
        """ "spec": {"selector": {"app": "b"}, "clusterIP": "1"} """,
        Causes.SelectorChanged,
        "selector"
    )]
    [InlineData(
        "Service",
        """ "spec": {"ports": [{"port": 80}]} """,
        """ "spec": {"ports": [{"port": 81}]} """,
        Causes.SelectorChanged,
        "ports"
    )]
    [InlineData(
        "ConfigMap",
        """ "data": {"a": "1", "b": "2"} """,
        """ "data": {"a": "1", "b": "3"} """,
        Causes.ConfigurationChanged,
        "key b"
    )]
    [InlineData(
        "ConfigMap",
        """ "immutable": false """,
        """ "data": {"a": "1"} """,
        Causes.ConfigurationChanged,
        "key a"
    )]
    [InlineData(
        "StatefulSet",
        """ "spec": {"template": {"metadata": {"labels": {"app": "db"}}}} """,
        """ "spec": {"template": {"metadata": {"labels": {"app": "db"}, "annotations": {"kubectl.kubernetes.io/restartedAt": "2026-03-01T10:00:00Z"}}}} """,
        Causes.Rollout,
        "annotation kubectl.kubernetes.io/restartedAt"
    )]
    [InlineData(
        "DaemonSet",
        """ "spec": {"template": {"spec": {"initContainers": [{"name": "setup", "image": "setup:1"}]}}} """,
        """ "spec": {"template": {"spec": {"initContainers": [{"name": "setup", "image": "setup:2"}]}}} """,
        Causes.Rollout,
        "initContainers"
    )]
    [InlineData(
        "Secret",
        """ "data": {"a": ""} """,
        """ "data": {"a": "", "b": ""} """,
        Causes.ConfigurationChanged,
        "key b"
    )]
    [InlineData(
        "ConfigMap",
        """ "data": {"a": "1", "b": "2"} """,
        """ "data": {"a": "1"} """,
        Causes.ConfigurationChanged,
        "key b"
    )]
    [InlineData("Node", """ "spec": {} """, """ "spec": {"unschedulable": true} """, Causes.Cordoned, "cordoned")]
    public void Change_OfOtherKinds_NamesWhatWasChanged(
        string kind,
        string before,
        string after,
        string cause,
        string expected
    )
    {
        var change = Change(Object(kind, before), Object(kind, after));
        Assert.NotNull(change);
        Assert.Equal((cause, CauseRole.Change), (change.Cause, change.Role));
        Assert.Contains(expected, change.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Service", """ "spec": {"clusterIP": "1"} """, """ "spec": {"clusterIP": "2"} """)]
    [InlineData("Node", """ "spec": {"unschedulable": true} """, """ "spec": {} """)]
    [InlineData("Node", """ "status": {"images": []} """, """ "status": {"images": [1]} """)]
    [InlineData("Pod", """ "spec": {"nodeName": "a"} """, """ "spec": {"nodeName": "b"} """)]
    public void Change_ThatBreaksNothing_FindsNothing(string kind, string before, string after) =>
        Assert.Null(Change(Object(kind, before), Object(kind, after)));

    private static Finding? Change(string before, string after)
    {
        var world = new World();
        return ObjectChanges.Inspect(world.Add(after), World.Json(before), World.Json(after), World.Now);
    }

    private static string Deployment(string container, int replicas = 1) =>
        Object(
            "Deployment",
            $$$""" "spec": {"replicas": {{{replicas}}}, "template": {"spec": {"containers": [{ {{{container}}} }]} } }, "status": {"replicas": {{{replicas}}} } """
        );

    private static string Object(string kind, string content) =>
        $$"""{"kind": "{{kind}}", "metadata": {"namespace": "shop", "name": "web"}, {{content}} }""";
}
