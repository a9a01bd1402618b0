using System.Globalization;
using System.Text;

namespace KgRca.Benchmarks.Footprint;

/// <summary>
/// Objects as an API server writes them, with what the agent leaves out: managed fields, defaults, and a history of the
/// controllers that wrote them.
/// </summary>
internal static class ClusterObjects
{
    private const string Created = "2026-01-15T08:00:00Z";

    private const string PodFields = """
        "managedFields":[{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1","time":"2026-01-15T08:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:generateName":{},"f:labels":{".":{},"f:app.kubernetes.io/name":{},"f:app.kubernetes.io/part-of":{},"f:pod-template-hash":{} },"f:ownerReferences":{".":{} } },"f:spec":{"f:containers":{"k:{\"name\":\"server\"}":{".":{},"f:env":{".":{},"k:{\"name\":\"LOG_LEVEL\"}":{".":{},"f:name":{},"f:value":{} } },"f:image":{},"f:imagePullPolicy":{},"f:livenessProbe":{".":{},"f:failureThreshold":{},"f:httpGet":{".":{},"f:path":{},"f:port":{},"f:scheme":{} },"f:periodSeconds":{},"f:successThreshold":{},"f:timeoutSeconds":{} },"f:name":{},"f:ports":{".":{},"k:{\"containerPort\":8080,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:name":{},"f:protocol":{} } },"f:resources":{".":{},"f:limits":{".":{},"f:memory":{} },"f:requests":{".":{},"f:cpu":{},"f:memory":{} } },"f:terminationMessagePath":{},"f:terminationMessagePolicy":{} } },"f:dnsPolicy":{},"f:enableServiceLinks":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},"f:serviceAccountName":{},"f:terminationGracePeriodSeconds":{} } } },{"manager":"kubelet","operation":"Update","apiVersion":"v1","time":"2026-01-15T08:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:status":{"f:conditions":{"k:{\"type\":\"ContainersReady\"}":{".":{},"f:lastProbeTime":{},"f:lastTransitionTime":{},"f:status":{},"f:type":{} },"k:{\"type\":\"Initialized\"}":{".":{},"f:lastProbeTime":{},"f:lastTransitionTime":{},"f:status":{},"f:type":{} },"k:{\"type\":\"Ready\"}":{".":{},"f:lastProbeTime":{},"f:lastTransitionTime":{},"f:status":{},"f:type":{} } },"f:containerStatuses":{},"f:hostIP":{},"f:phase":{},"f:podIP":{},"f:podIPs":{},"f:startTime":{} } },"subresource":"status"}]
        """;

    private const string Container = """
        {"name":"server","image":"registry.example/shop/app:1.4.2","args":["--listen=:8080"],"ports":[{"name":"http","containerPort":8080,"protocol":"TCP"}],"env":[{"name":"LOG_LEVEL","value":"info"},{"name":"DB_HOST","value":"postgres.data.svc:5432"},{"name":"DB_PASSWORD","valueFrom":{"secretKeyRef":{"name":"database","key":"password"} } },{"name":"POD_NAME","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.name"} } }],"envFrom":[{"configMapRef":{"name":"settings"} }],"resources":{"limits":{"memory":"256Mi"},"requests":{"cpu":"100m","memory":"256Mi"} },"volumeMounts":[{"name":"kube-api-access-x7k2p","readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],"livenessProbe":{"httpGet":{"path":"/health","port":8080,"scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3},"readinessProbe":{"httpGet":{"path":"/ready","port":8080,"scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":5,"successThreshold":1,"failureThreshold":3},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent","securityContext":{"allowPrivilegeEscalation":false} }
        """;

    /// <summary>A Pod that runs.</summary>
    public static byte[] Pod(SyntheticPod pod, string uid, int restarts, bool isReady, long version, string mark) =>
        Bytes(
            $$"""
            {"metadata":{"name":"{{pod.Name}}","generateName":"{{pod.App.ReplicaSet}}-","namespace":"{{pod.App.Namespace}}","uid":"{{uid}}","resourceVersion":"{{version}}","creationTimestamp":"{{Created}}","labels":{"app.kubernetes.io/name":"{{pod.App.Name}}","app.kubernetes.io/part-of":"shop","pod-template-hash":"6f7c9d5b84"},"annotations":{"benchmark/mark":"{{mark}}"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"{{pod.App.ReplicaSet}}","uid":"{{pod.App.Uid(
                "rs"
            )}}","controller":true,"blockOwnerDeletion":true}],{{PodFields}} },
            "spec":{"volumes":[{"name":"kube-api-access-x7k2p","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"} },{"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]} },{"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"} }]} }],"defaultMode":420} }],"containers":[{{Container}}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","serviceAccountName":"app","serviceAccount":"app","nodeName":"{{pod.Node}}","securityContext":{"runAsNonRoot":true},"schedulerName":"default-scheduler","tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300},{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}],"priority":0,"enableServiceLinks":true,"preemptionPolicy":"PreemptLowerPriority"},
            "status":{"phase":"Running","conditions":[{"type":"PodReadyToStartContainers","status":"True","lastProbeTime":null,"lastTransitionTime":"{{Created}}"},{"type":"Initialized","status":"True","lastProbeTime":null,"lastTransitionTime":"{{Created}}"},{"type":"Ready","status":"{{isReady}}","lastProbeTime":null,"lastTransitionTime":"{{Created}}"},{"type":"ContainersReady","status":"{{isReady}}","lastProbeTime":null,"lastTransitionTime":"{{Created}}"},{"type":"PodScheduled","status":"True","lastProbeTime":null,"lastTransitionTime":"{{Created}}"}],"hostIP":"192.168.0.1","hostIPs":[{"ip":"192.168.0.1"}],"podIP":"{{pod.Address}}","podIPs":[{"ip":"{{pod.Address}}"}],"startTime":"{{Created}}","containerStatuses":[{"name":"server","state":{"running":{"startedAt":"{{Created}}"} },"lastState":{},"ready":{{(
                isReady ? "true" : "false"
            )}},"restartCount":{{restarts}},"image":"registry.example/shop/app:1.4.2","imageID":"registry.example/shop/app@sha256:9f2c4d5e6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f","containerID":"containerd://0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9","started":true}],"qosClass":"Burstable"} }
            """
        );

    /// <summary>A Deployment, or the ReplicaSet of one.</summary>
    public static byte[] Workload(SyntheticApp app, bool isReplicaSet, int ready, long version, string mark) =>
        Bytes(
            $$"""
            {"metadata":{"name":"{{(
                isReplicaSet ? app.ReplicaSet : app.Name
            )}}","namespace":"{{app.Namespace}}","uid":"{{app.Uid(
                isReplicaSet ? "rs" : "dp"
            )}}","resourceVersion":"{{version}}","generation":1,"creationTimestamp":"{{Created}}","labels":{"app.kubernetes.io/name":"{{app.Name}}","app.kubernetes.io/part-of":"shop"},"annotations":{"deployment.kubernetes.io/revision":"1","benchmark/mark":"{{mark}}"}{{(
                isReplicaSet
                    ? $$""","ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"{{app.Name}}","uid":"{{app.Uid("dp")}}","controller":true,"blockOwnerDeletion":true}]"""
                    : ""
            )}},{{PodFields}} },
            "spec":{"replicas":{{SyntheticApp.Replicas}},"selector":{"matchLabels":{"app.kubernetes.io/name":"{{app.Name}}"} },"template":{"metadata":{"labels":{"app.kubernetes.io/name":"{{app.Name}}","app.kubernetes.io/part-of":"shop"} },"spec":{"containers":[{{Container}}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","serviceAccountName":"app","schedulerName":"default-scheduler"} } },
            "status":{"observedGeneration":1,"replicas":{{SyntheticApp.Replicas}},"updatedReplicas":{{SyntheticApp.Replicas}},"readyReplicas":{{ready}},"availableReplicas":{{ready}},"conditions":[{"type":"Available","status":"True","lastUpdateTime":"{{Created}}","lastTransitionTime":"{{Created}}","reason":"MinimumReplicasAvailable","message":"Deployment has minimum availability."}]} }
            """
        );

    /// <summary>A Service that selects an application's Pods.</summary>
    public static byte[] Service(SyntheticApp app, long version) =>
        Bytes(
            $$"""
            {"metadata":{"name":"{{app.Name}}","namespace":"{{app.Namespace}}","uid":"{{app.Uid(
                "sv"
            )}}","resourceVersion":"{{version}}","creationTimestamp":"{{Created}}","labels":{"app.kubernetes.io/name":"{{app.Name}}"} },"spec":{"ports":[{"name":"http","protocol":"TCP","port":80,"targetPort":8080}],"selector":{"app.kubernetes.io/name":"{{app.Name}}"},"clusterIP":"{{app.Address}}","clusterIPs":["{{app.Address}}"],"type":"ClusterIP","sessionAffinity":"None","ipFamilies":["IPv4"],"ipFamilyPolicy":"SingleStack","internalTrafficPolicy":"Cluster"},"status":{"loadBalancer":{} } }
            """
        );

    /// <summary>The addresses behind a Service.</summary>
    public static byte[] EndpointSlice(
        SyntheticApp app,
        IEnumerable<SyntheticPod> pods,
        bool isReady,
        long version,
        string mark
    ) =>
        Bytes(
            $$"""
            {"metadata":{"name":"{{app.Name}}-x7k2p","generateName":"{{app.Name}}-","namespace":"{{app.Namespace}}","uid":"{{app.Uid(
                "es"
            )}}","resourceVersion":"{{version}}","generation":3,"creationTimestamp":"{{Created}}","labels":{"endpointslice.kubernetes.io/managed-by":"endpointslice-controller.k8s.io","kubernetes.io/service-name":"{{app.Name}}"},"annotations":{"endpoints.kubernetes.io/last-change-trigger-time":"{{Created}}","benchmark/mark":"{{mark}}"} },"addressType":"IPv4","endpoints":[{{string.Join(
                ',',
                pods.Select(pod =>
                    $$"""{"addresses":["{{pod.Address}}"],"conditions":{"ready":{{(isReady ? "true" : "false")}},"serving":true,"terminating":false},"targetRef":{"kind":"Pod","namespace":"{{app.Namespace}}","name":"{{pod.Name}}"},"nodeName":"{{pod.Node}}"}"""
                )
            )}}],"ports":[{"name":"http","protocol":"TCP","port":8080}] }
            """
        );

    /// <summary>An event about a Pod.</summary>
    public static byte[] Event(
        SyntheticPod pod,
        string name,
        bool isWarning,
        DateTimeOffset time,
        long version,
        string mark
    )
    {
        var at = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Bytes(
            $$"""
            {"metadata":{"name":"{{name}}","namespace":"{{pod.App.Namespace}}","uid":"{{name}}","resourceVersion":"{{version}}","creationTimestamp":"{{at}}"},"eventTime":null,"reportingController":"kubelet","reportingInstance":"{{pod.Node}}","reason":"{{(
                isWarning ? "Unhealthy" : "Pulled"
            )}}","regarding":{"kind":"Pod","namespace":"{{pod.App.Namespace}}","name":"{{pod.Name}}","apiVersion":"v1","fieldPath":"spec.containers{server}"},"note":"{{(
                isWarning
                    ? "Readiness probe failed: HTTP probe failed with statuscode: 503"
                    : "Container image already present on machine"
            )}} {{mark}}","type":"{{(
                isWarning ? "Warning" : "Normal"
            )}}","deprecatedSource":{"component":"kubelet","host":"{{pod.Node}}"},"deprecatedFirstTimestamp":"{{at}}","deprecatedLastTimestamp":"{{at}}","deprecatedCount":1}
            """
        );
    }

    /// <summary>An object of which only its name matters here.</summary>
    public static byte[] Named(string @namespace, string name, long version, string rest = "") =>
        Bytes(
            $$"""{"metadata":{"name":"{{name}}","namespace":"{{@namespace}}","uid":"{{Guid.NewGuid()}}","resourceVersion":"{{version}}","creationTimestamp":"{{Created}}"}{{rest}} }"""
        );

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json.ReplaceLineEndings(""));
}
