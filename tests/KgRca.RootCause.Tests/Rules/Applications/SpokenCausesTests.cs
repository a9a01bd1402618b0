using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Rules.Applications;

/// <summary>From the words of a process to the object to change.</summary>
public sealed class SpokenCausesTests
{
    private const string Mounted = """
        "containers": [{"name": "main", "image": "registry.example/relay:1", "volumeMounts": [{"name": "conf", "mountPath": "/etc/relay"}, {"name": "keys", "mountPath": "/run/keys"}],
          "env": [{"name": "DATABASE_URL", "valueFrom": {"secretKeyRef": {"name": "relay-db", "key": "url"} } }, {"name": "POOL_SIZE", "value": "many"}]}],
        "volumes": [{"name": "conf", "configMap": {"name": "relay-config"} }, {"name": "keys", "secret": {"secretName": "relay-keys"} }]
        """;

    [Theory]
    [InlineData(
        "error loading config file /etc/relay/relay.yml: yaml: line 10: did not find expected key",
        "ConfigMap relay-config: configuration_invalid",
        "line 10 of relay.yml"
    )]
    [InlineData(
        "panic: open signer: error parsing /run/keys/signer.json: invalid character '}' looking for beginning of value",
        "Secret relay-keys: configuration_invalid",
        "signer.json"
    )]
    [InlineData(
        "fatal: required key DATABASE_URL missing value",
        "Secret relay-db: configuration_invalid",
        "key url|url in Secret"
    )]
    [InlineData(
        "environment variable POOL_SIZE: invalid configuration: strconv.ParseInt: parsing \"many\": invalid syntax",
        "Deployment relay: configuration_invalid",
        "POOL_SIZE"
    )]
    [InlineData("Error: unknown flag: --metric-addr", "Deployment relay: configuration_invalid", "--metric-addr")]
    [InlineData(
        "pq: password authentication failed for user \"relay\"",
        "Deployment relay: mysql_invalid_credentials",
        "Secret team/relay-db"
    )]
    public void Process_ProcessThatCannotStart_NamesWhatHoldsItsSettings(string line, string answer, string advice)
    {
        var scene = new Scene().Node("n-1").Pod("relay", "n-1", -900, ready: false, spec: Mounted);
        Configuration(scene, "ConfigMap", "relay-config", "relay.yml");
        scene.Log(0, "relay-0", line, Severity.Critical);
        Assert.Equal(answer, scene.First());
        Assert.Contains(advice.Split('|'), text => NextStep(scene).Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void Process_ConfigurationThatWasJustChanged_NamesTheChange()
    {
        var scene = new Scene().Node("n-1").Pod("relay", "n-1", -900, spec: Mounted);
        Configuration(scene, "ConfigMap", "relay-config", "relay.yml", "a", -900);
        scene.Edge(EdgeType.Mounts, "Pod", "relay-0", "team", "ConfigMap", "relay-config", "team");
        Configuration(scene, "ConfigMap", "relay-config", "relay.yml", "b", -60);
        scene.Log(
            0,
            "relay-0",
            "error loading config file /etc/relay/relay.yml: yaml: line 10: did not find expected key",
            Severity.Critical
        );
        Assert.Equal("ConfigMap relay-config: configuration_changed", scene.First());
    }

    [Theory]
    [InlineData("rabbitmq", 5672, "amqp: Connection blocked by broker: low on memory", "server_resource_alarm")]
    [InlineData(
        "search",
        9200,
        "cluster_block_exception: index [orders] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark]",
        "server_resource_alarm"
    )]
    [InlineData("etcd", 2379, "etcdserver: mvcc: database space exceeded", "server_resource_alarm")]
    [InlineData("vault", 8200, "Error making API request. Code: 503. Errors: * Vault is sealed", "vault_sealed")]
    public void Process_CallersOfAServerThatProtectsItself_NameTheServer(
        string server,
        int port,
        string line,
        string cause
    )
    {
        foreach (var space in (string[])["team", "platform"])
        {
            var scene = new Scene().Node("n-1");
            scene.Pod(server, "n-1", kind: "StatefulSet", @namespace: space);
            Service(scene, server, port, space);
            scene.Pod("orders", "n-1").Pod("mailer", "n-1");
            scene.Log(0, "orders-0", line).Log(5, "mailer-0", line);
            Assert.Equal($"StatefulSet {server}: {cause}", scene.First());
        }
    }

    [Fact]
    public void Process_VaultThatWasDrainedAndIsSealed_SaysWhatRestartedIt()
    {
        var scene = new Scene().Node("n-1").Node("n-2");
        scene.Pod("vault", "n-1", kind: "StatefulSet");
        Service(scene, "vault", 8200, "team");
        scene.Pod("orders", "n-2");
        scene.Event(
            -60,
            "NodeNotSchedulable",
            "Node n-1 status is now: NodeNotSchedulable",
            "Node",
            "n-1",
            null,
            severity: Severity.Info
        );
        scene.Event(-50, "Killing", "Stopping container main", "Pod", "vault-0", severity: Severity.Info);
        scene.Log(0, "orders-0", "GET http://vault:8200/v1/secret/data/orders: Code: 503. Errors: * Vault is sealed");
        Assert.Equal("StatefulSet vault: vault_sealed", scene.First());
        Assert.Contains("Killing of Pod vault-0", NextStep(scene), StringComparison.Ordinal);
    }

    [Fact]
    public void Process_ProgramWithoutItsTables_NamesTheJobThatWasToMigrate()
    {
        var scene = new Scene().Node("n-1").Pod("orders", "n-1");
        scene.See(
            -100,
            """
            {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"namespace": "team", "name": "orders-migrate", "uid": "j", "creationTimestamp": "2026-05-04T02:50:00Z"},
             "spec": {"backoffLimit": 6, "template": {"spec": {"containers": [{"name": "migrate"}]} } }, "status": {"failed": 1} }
            """
        );
        scene.Log(0, "orders-0", "ERROR: relation \"invoices\" does not exist at character 15");
        Assert.Equal("Job orders-migrate: schema_not_migrated", scene.First());
    }

    [Fact]
    public void Process_LockOfAPodThatIsGone_NamesItsWorkload()
    {
        var scene = new Scene().Node("n-1").Pod("billing", "n-1").Pod("reports", "n-1");
        scene.Log(
            0,
            "reports-0",
            "liquibase.exception.LockException: Could not acquire change log lock.  Currently locked by billing-6c8f9fc7f-8dhxj (10.42.0.19) since 3/1/26"
        );
        Assert.Equal("Deployment billing: migration_lock_held", scene.First());
    }

    [Fact]
    public void Process_ServerThatRefusedAClient_NamesTheClientByItsAddress()
    {
        var scene = new Scene().Node("n-1").Pod("orders-db", "n-1", kind: "StatefulSet");
        Service(scene, "orders-db", 5432, "team");
        scene.Pod("reports", "n-1", status: """, "podIP": "10.42.0.77" """);
        scene.Log(
            0,
            "orders-db-0",
            "FATAL: password authentication failed for user \"reports\" host=10.42.0.77 (postgres)"
        );
        Assert.Equal("Deployment reports: mysql_invalid_credentials", scene.First());
    }

    [Theory]
    [InlineData("error: Dirty database version 12. Fix and force version.", "migration_lock_held")]
    [InlineData(
        "Traceback (most recent call last):\\n  File \\\"/app/main.py\\\", line 3\\nKeyError: 'DATABASE_URL'",
        "configuration_invalid"
    )]
    [InlineData("redis: WRONGPASS invalid username-password pair or user is disabled.", "mysql_invalid_credentials")]
    public void Process_TerminationMessage_IsReadLikeALine(string message, string cause)
    {
        var scene = new Scene().Node("n-1");
        scene.Pod(
            "web",
            "n-1",
            0,
            ready: false,
            status: $$$""", "containerStatuses": [{"name": "main", "restartCount": 4, "state": {"waiting": {"reason": "CrashLoopBackOff"} }, "lastState": {"terminated": {"exitCode": 1, "reason": "Error", "finishedAt": "2026-05-04T02:59:50Z", "message": "{{{message}}}"} } }]"""
        );
        scene.Event(5, "BackOff", "Back-off restarting failed container main", "Pod", "web-0", count: 5);
        Assert.Equal($"Deployment web: {cause}", scene.First());
    }

    [Fact]
    public void Process_ForbiddenRequestOfKlog_SaysWhichRightIsMissing()
    {
        var scene = new Scene().Node("n-1").Pod("watcher", "n-1");
        scene.Log(
            0,
            "watcher-0",
            "E0504 03:00:00.000000 1 reflector.go:166] \"Unhandled Error\" err=\"failed to list *v1.Lease: leases.coordination.k8s.io is forbidden: User \\\"system:serviceaccount:team:watcher\\\" cannot list resource \\\"leases\\\" in API group \\\"coordination.k8s.io\\\" in the namespace \\\"team\\\"\""
        );
        Assert.Equal("Deployment watcher: rbac_forbidden", scene.First());
        Assert.Contains("team/watcher to list leases.coordination.k8s.io", NextStep(scene), StringComparison.Ordinal);
    }

    private static void Service(Scene scene, string name, int port, string space) =>
        scene.See(
            -950,
            $$"""{"apiVersion": "v1", "kind": "Service", "metadata": {"namespace": "{{space}}", "name": "{{name}}", "uid": "s-{{name}}"}, "spec": {"ports": [{"port": {{port}}}]} }"""
        );

    private static void Configuration(
        Scene scene,
        string kind,
        string name,
        string key,
        string value = "a",
        double second = -900
    ) =>
        scene.See(
            second,
            $$"""{"apiVersion": "v1", "kind": "{{kind}}", "metadata": {"namespace": "team", "name": "{{name}}", "uid": "{{name}}", "creationTimestamp": "2026-01-01T00:00:00Z"}, "data": {"{{key}}": "{{value}}"} }"""
        );

    private static string NextStep(Scene scene) =>
        Replay
            .Run(scene.Records)
            .OfType(GraphSchema.PotentialCause)
            .OrderByDescending(link => link["confidence"].AsFloat)
            .Select(link => link["next_step"].AsString)
            .First()
        ?? "";
}
