using System.Text;
using KgRca.Contracts.Identity;

namespace KgRca.Benchmarks.Parsing;

/// <summary>
/// One record a topic, of the sizes that clusters send: the examples of wire-format.md, and a pod with three
/// containers.
/// </summary>
internal static class SampleRecords
{
    public static readonly DateTimeOffset ReceivedAt = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private const string Event = """
        {"event_id":"0f5c2a6e-9e0b-4f6e-8f1b-2a4d5c6b7a89","event_time":"2026-11-21T11:50:49.000Z","first_time":"2026-11-21T11:49:29.000Z","count":9,"cluster":"prod-eu-1","source":"k8s.event","severity":"warning","reason":"Unhealthy","message":"Liveness probe failed: Get \"http://172.20.2.163:9555/\": dial tcp 172.20.2.163:9555: connect: connection refused","subject":{"kind":"Pod","namespace":"boutique","name":"adservice-d6c9fcc6b-d4nlb","uid":"b9b2e0ea-73ad-5ed2-92e6-4d74fee7aa0d"},"labels":{"component":"kubelet"}}
        """;

    private const string Edge = """
        {"op":"upsert","observed_at":"2026-11-21T11:50:50.000Z","cluster":"prod-eu-1","type":"RUNS_ON","from":{"kind":"Pod","namespace":"boutique","name":"adservice-d6c9fcc6b-d4nlb"},"to":{"kind":"Node","name":"worker-02"}}
        """;

    private const string Alerts = """
        {"version":"4","groupKey":"{}:{alertname=\"PodRestarts\"}","truncatedAlerts":0,"status":"firing","receiver":"kgrca","groupLabels":{"alertname":"PodRestarts"},"commonLabels":{"severity":"warning"},"commonAnnotations":{},"externalURL":"http://alertmanager:9093","alerts":[{"status":"firing","labels":{"alertname":"PodRestarts","namespace":"boutique","pod":"adservice-d6c9fcc6b-d4nlb","severity":"warning"},"annotations":{"summary":"A pod restarts"},"startsAt":"2026-11-21T11:50:50.123Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prometheus:9090/graph","fingerprint":"c6a1f5d2"}]}
        """;

    private const string Container = """
        {"name":"server","image":"registry.example/boutique/adservice:v0.10.1","ports":[{"containerPort":9555,"protocol":"TCP"}],"env":[{"name":"PORT","value":"9555"},{"name":"DISABLE_STATS","value":"1"}],"resources":{"limits":{"cpu":"300m","memory":"300Mi"},"requests":{"cpu":"200m","memory":"180Mi"}},"livenessProbe":{"grpc":{"port":9555},"initialDelaySeconds":20,"timeoutSeconds":1,"periodSeconds":15,"successThreshold":1,"failureThreshold":3},"volumeMounts":[{"name":"kube-api-access-x7x2p","readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],"imagePullPolicy":"IfNotPresent"}
        """;

    private const string Status = """
        {"name":"server","state":{"running":{"startedAt":"2026-11-21T11:49:01Z"}},"lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled","startedAt":"2026-11-21T11:40:01Z","finishedAt":"2026-11-21T11:49:00Z"}},"ready":true,"restartCount":4,"image":"registry.example/boutique/adservice:v0.10.1","imageID":"sha256:0c1c2a6e9e0b4f6e8f1b2a4d5c6b7a89","containerID":"containerd://7a89","started":true}
        """;

    private const string Resource = $$$$"""
        {"op":"upsert","observed_at":"2026-11-21T11:50:50.000Z","cluster":"prod-eu-1","object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"adservice-d6c9fcc6b-d4nlb","namespace":"boutique","uid":"b9b2e0ea-73ad-5ed2-92e6-4d74fee7aa0d","resourceVersion":"183467","creationTimestamp":"2026-11-20T08:00:00Z","labels":{"app":"adservice","pod-template-hash":"d6c9fcc6b"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"adservice-d6c9fcc6b","uid":"5ed2","controller":true}]},"spec":{"nodeName":"worker-02","serviceAccountName":"default","restartPolicy":"Always","containers":[{{{{Container}}}},{{{{Container}}}},{{{{Container}}}}]},"status":{"phase":"Running","podIP":"172.20.2.163","qosClass":"Burstable","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-11-21T11:49:05Z"},{"type":"PodScheduled","status":"True","lastTransitionTime":"2026-11-20T08:00:00Z"}],"containerStatuses":[{{{{Status}}}},{{{{Status}}}},{{{{Status}}}}]}}}
        """;

    public static byte[] Of(DataTopic topic) =>
        Encoding.UTF8.GetBytes(
            topic switch
            {
                DataTopic.Events => Event,
                DataTopic.Logs => Event.Replace("k8s.event", "k8s.log", StringComparison.Ordinal),
                DataTopic.Resources => Resource,
                DataTopic.Topology => Edge,
                DataTopic.Alerts => Alerts,
                _ => throw new ArgumentOutOfRangeException(nameof(topic)),
            }
        );
}
