namespace KgRca.Standalone.Tests.Clusters;

/// <summary>Manifests, in YAML's flow style.</summary>
internal static class Shapes
{
    /// <summary>A Deployment named <c>web</c> unless said otherwise.</summary>
    /// <param name="name">Its name, and the label <c>app</c> of its Pods.</param>
    /// <param name="replicas">How many Pods.</param>
    /// <param name="fails">How the players let its Pods fail: a value of <c>failure.test/kind</c>.</param>
    /// <param name="container">More members of its container, each with a comma after it.</param>
    /// <param name="pod">More members of its Pods' spec, each with a comma after it.</param>
    /// <param name="more">More members of its spec, each with a comma after it.</param>
    public static string Deployment(
        string name = "web",
        int replicas = 1,
        string? fails = null,
        string container = "",
        string pod = "",
        string more = ""
    ) =>
        $$"""{apiVersion: apps/v1, kind: Deployment, metadata: {name: {{name}} }, spec: {replicas: {{replicas}}, {{more}} selector: {matchLabels: {app: {{name}} } }, template: {{Template(name, fails, container, pod)}} } }""";

    /// <summary>A StatefulSet.</summary>
    public static string StatefulSet(
        string name,
        string service,
        string more = "",
        int replicas = 1,
        string? fails = null,
        string pod = ""
    ) =>
        $$"""{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: {{name}} }, spec: {replicas: {{replicas}}, serviceName: {{service}}, {{more}} selector: {matchLabels: {app: {{name}} } }, template: {{Template(name, fails, "", pod)}} } }""";

    /// <summary>A DaemonSet.</summary>
    public static string DaemonSet(string name, string container, string? fails = null) =>
        $$"""{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: {{name}} }, spec: {selector: {matchLabels: {app: {{name}} } }, template: {{Template(name, fails, container, "")}} } }""";

    /// <summary>An event as a kubelet or a controller writes it, three times by now.</summary>
    /// <param name="kind">The kind of the object that it is about.</param>
    /// <param name="name">That object's name.</param>
    /// <param name="reason">Its reason.</param>
    /// <param name="message">Its message; no double quotes.</param>
    public static string Event(string kind, string name, string reason, string message) =>
        $$"""{apiVersion: v1, kind: Event, metadata: {name: {{reason.ToLowerInvariant()}} }, involvedObject: {apiVersion: v1, kind: {{kind}}, namespace: "{ns}", name: "{{name}}"}, type: Warning, reason: {{reason}}, message: "{{message}}", count: 3, firstTimestamp: "{now}", lastTimestamp: "{now}", source: {component: test} }""";

    /// <summary>Sets the status of an object, as its controller does.</summary>
    public static string Status(string resource, string status, string type = "merge") =>
        $$"""patch {{resource}} --subresource=status --type={{type}} -p {"status":{{status}}}""";

    /// <summary>A status condition that changed now.</summary>
    public static string Condition(string type, string status, string reason, string message) =>
        $$"""{"type":"{{type}}","status":"{{status}}","reason":"{{reason}}","message":"{{message}}","lastTransitionTime":"{now}"}""";

    /// <summary>A Job that the players let succeed, or fail in the way that is named.</summary>
    public static string Job(string name, string? fails = null, string more = "") =>
        $$"""{apiVersion: batch/v1, kind: Job, metadata: {name: {{name}} }, spec: { {{more}} template: {metadata: { {{Annotation(fails)}} }, spec: {restartPolicy: Never, containers: [{name: main, image: "registry.example/job:1"}]} } } }""";

    /// <summary>
    /// A CronJob that is due once a year unless said otherwise; its Jobs go as <see cref="Job"/> says, without a second
    /// attempt.
    /// </summary>
    public static string CronJob(string name, string? fails = null, string more = "", string schedule = "0 0 1 1 *") =>
        $$"""{apiVersion: batch/v1, kind: CronJob, metadata: {name: {{name}} }, spec: {schedule: "{{schedule}}", {{more}} jobTemplate: {spec: {backoffLimit: 0, template: {metadata: { {{Annotation(fails)}} }, spec: {restartPolicy: Never, containers: [{name: main, image: "registry.example/job:1"}]} } } } } }""";

    /// <summary>A Service of the Pods with a label <c>app</c>.</summary>
    public static string Service(string name = "web", string app = "web", string port = "port: 80, targetPort: 8080") =>
        $$"""{apiVersion: v1, kind: Service, metadata: {name: {{name}} }, spec: {selector: {app: {{app}} }, ports: [{ {{port}} }]} }""";

    /// <summary>A quota.</summary>
    public static string Quota(string hard, string name = "quota") =>
        $$"""{apiVersion: v1, kind: ResourceQuota, metadata: {name: {{name}} }, spec: {hard: { {{hard}} } } }""";

    /// <summary>A claim.</summary>
    public static string Claim(
        string storageClass,
        string size = "1Gi",
        string mode = "ReadWriteOnce",
        string more = ""
    ) =>
        $$"""{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {storageClassName: "{{storageClass}}", accessModes: [{{mode}}], {{more}} resources: {requests: {storage: {{size}} } } } }""";

    /// <summary>A volume that somebody provided.</summary>
    public static string Volume(
        string name,
        string storageClass,
        string size = "1Gi",
        string mode = "ReadWriteOnce",
        string more = ""
    ) =>
        $$"""{apiVersion: v1, kind: PersistentVolume, metadata: {name: {{name}}, labels: {tier: slow} }, spec: {storageClassName: "{{storageClass}}", accessModes: [{{mode}}], capacity: {storage: {{size}} }, {{more}} hostPath: {path: /tmp/data} } }""";

    /// <summary>A member of a Pod's spec that mounts the claim.</summary>
    public const string MountsClaim = "volumes: [{name: data, persistentVolumeClaim: {claimName: data}}],";

    /// <summary>Members of a Pod's spec that keep it on a node that nobody else runs Pods on.</summary>
    public static string On(string node) =>
        $$"""nodeSelector: {kubernetes.io/hostname: {{node}} }, tolerations: [{key: owned, operator: Exists}],""";

    private static string Template(string name, string? fails, string container, string pod) =>
        $$"""{metadata: {labels: {app: {{name}} }, {{Annotation(fails)}} }, spec: { {{pod}} containers: [{name: main, image: "registry.example/{{name}}:1", {{container}} ports: [{containerPort: 8080}]}]} }""";

    private static string Annotation(string? fails) =>
        fails is null ? "" : $$"""annotations: {failure.test/kind: {{fails}} }""";
}
