using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Scenarios.Healthy;

/// <summary>Jobs of a CronJob that come to their end: after a retry, and beside sidecars.</summary>
internal sealed class HealthyBatch(HealthyCluster cluster)
{
    private int _jobs;

    /// <summary>The first Pod fails, the second succeeds.</summary>
    public void RunWithRetry()
    {
        var job = Begin(out var name);
        Pod(job, $"{name}-0", "Running", Running);
        cluster.After(
            cluster.About(20),
            () =>
            {
                cluster.Event(
                    "Log",
                    "could not reach the mail server: connection reset by peer",
                    new ObjectReference("Pod", $"{name}-0", "team"),
                    Severity.Error,
                    EventSource.K8sLog
                );
                Pod(job, $"{name}-0", "Failed", Ended(1));
                Job(name, "\"failed\": 1, \"active\": 1");
            }
        );
        cluster.After(40, () => Pod(job, $"{name}-1", "Running", Running));
        cluster.After(40 + cluster.About(20), () => Complete(job, name, $"{name}-1"));
    }

    /// <summary>One Pod with a native sidecar, and one with an injected proxy that is ended with the work.</summary>
    public void RunBesideSidecars()
    {
        var native = Begin(out var first);
        Pod(
            native,
            $"{first}-0",
            "Running",
            $"{Running}, \"initContainerStatuses\": [{Sidecar("true", "running", "")}]"
        );
        cluster.After(
            cluster.About(20),
            () =>
                Complete(
                    native,
                    first,
                    $"{first}-0",
                    $", \"initContainerStatuses\": [{Sidecar("false", "terminated", "137")}]"
                )
        );
        var injected = Begin(out var second);
        Pod(injected, $"{second}-0", "Running", Running);
        cluster.After(
            cluster.About(20),
            () =>
                Pod(
                    injected,
                    $"{second}-0",
                    "Running",
                    $"\"containerStatuses\": [{Status("main", Terminated(0))}, {Status("istio-proxy", "\"running\": {}")}]"
                )
        );
        cluster.After(40, () => Complete(injected, second, $"{second}-0"));
    }

    private const string Running =
        """ "containerStatuses": [{"name": "main", "ready": true, "restartCount": 0, "state": {"running": {} } }] """;

    private string Ended(int exitCode) => $"\"containerStatuses\": [{Status("main", Terminated(exitCode))}]";

    private static string Status(string name, string state) =>
        $$"""{"name": "{{name}}", "ready": false, "restartCount": 0, "state": { {{state}} } }""";

    private string Terminated(int exitCode) =>
        $$"""
        "terminated": {"exitCode": {{exitCode}}, "reason": "{{(exitCode == 0 ? "Completed" : "Error")}}", "finishedAt": "{{HealthyCluster.Clock(
            cluster.Now
        )}}"}
        """;

    private string Sidecar(string ready, string state, string exitCode) =>
        $$"""
        {"name": "logs", "ready": {{ready}}, "restartCount": 0, "state": {"{{state}}": { {{(
            exitCode.Length == 0
                ? ""
                : $"\"exitCode\": {exitCode}, \"reason\": \"Error\", \"finishedAt\": \"{HealthyCluster.Clock(cluster.Now)}\""
        )}} } } }
        """;

    private ObjectReference Begin(out string name)
    {
        name = $"nightly-{_jobs++}";
        cluster.See("CronJob", "team", "nightly", "\"spec\": {\"schedule\": \"0 * * * *\"}, \"status\": {}");
        Job(name, "\"active\": 1");
        var job = new ObjectReference("Job", name, "team");
        cluster.Join(EdgeType.Controls, new ObjectReference("CronJob", "nightly", "team"), job);
        return job;
    }

    private void Complete(ObjectReference job, string name, string pod, string sidecars = "")
    {
        Pod(job, pod, "Succeeded", Ended(0) + sidecars);
        var now = HealthyCluster.Clock(cluster.Now);
        Job(
            name,
            $$"""
            "succeeded": 1, "completionTime": "{{now}}", "conditions": [{"type": "Complete", "status": "True", "lastTransitionTime": "{{now}}"}]
            """
        );
        cluster.Event("Completed", "Job completed", job, Severity.Info);
    }

    private void Job(string name, string status) =>
        cluster.See(
            "Job",
            "team",
            name,
            $$"""
            "spec": {"backoffLimit": 3, "template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "main", "image": "registry.example/batch:1"}]} } },
            "status": { {{status}} }
            """,
            """, "ownerReferences": [{"kind": "CronJob", "name": "nightly", "controller": true}]"""
        );

    private void Pod(ObjectReference job, string name, string phase, string status)
    {
        var isNew = !cluster.Exists("Pod", "team", name);
        cluster.See(
            "Pod",
            "team",
            name,
            $$"""
            "spec": {"nodeName": "node-1", "restartPolicy": "Never", "containers": [{"name": "main", "image": "registry.example/batch:1"}]},
            "status": {"phase": "{{phase}}", {{status}} }
            """,
            $$""", "ownerReferences": [{"kind": "Job", "name": "{{job.Name}}", "controller": true}]"""
        );
        if (!isNew)
            return;
        cluster.Join(EdgeType.Controls, job, new ObjectReference("Pod", name, "team"));
        cluster.Join(EdgeType.RunsOn, new ObjectReference("Pod", name, "team"), new ObjectReference("Node", "node-1"));
    }
}
