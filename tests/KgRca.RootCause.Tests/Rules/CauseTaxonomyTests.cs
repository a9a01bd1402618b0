using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Rules;

public sealed class CauseTaxonomyTests
{
    private readonly World _world = new();

    // Texts of kubelet, scheduler and controllers of Kubernetes 1.28 to 1.33.
    [Theory]
    [InlineData(
        "Failed",
        "Failed to pull image \"r.example/web:9\": rpc error: code = NotFound desc = failed to resolve reference \"r.example/web:9\": r.example/web:9: not found",
        Causes.IncorrectImage
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"nginx:9.99\": Error response from daemon: manifest for nginx:9.99 not found: manifest unknown: manifest unknown",
        Causes.IncorrectImage
    )]
    [InlineData(
        "InspectFailed",
        "Failed to apply default image tag \"WEB:x y\": couldn't parse image name \"WEB:x y\": invalid reference format",
        Causes.IncorrectImage
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"r.exmaple/web:1\": failed to do request: Head \"https://r.exmaple/v2/web/manifests/1\": dial tcp: lookup r.exmaple on 10.96.0.10:53: no such host",
        Causes.RegistryDns
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"r.example/web:1\": failed to do request: Head \"https://r.example/v2/\": dial tcp 10.0.0.9:443: i/o timeout",
        Causes.RegistryUnreachable
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"r.example/web:1\": tls: failed to verify certificate: x509: certificate signed by unknown authority",
        Causes.RegistryUnreachable
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"r.example/web:1\": failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized",
        Causes.MissingPullSecret
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"web:1\": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
        Causes.IncorrectImage
    )]
    [InlineData("FailedPostStartHook", "PostStartHook failed", Causes.LifecycleHook)]
    [InlineData(
        "FailedToRetrieveImagePullSecret",
        "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.",
        Causes.MissingPullSecret
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"web:1\": toomanyrequests: You have reached your pull rate limit.",
        Causes.RegistryRateLimited
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"web:1\": no match for platform in manifest: not found",
        Causes.ImagePlatform
    )]
    [InlineData("Failed", "Error: configmap \"settings\" not found", Causes.MissingConfigMap)]
    [InlineData("Failed", "Error: secret \"database\" not found", Causes.MissingSecret)]
    [InlineData("Failed", "Error: couldn't find key url in Secret shop/database", Causes.MissingConfigKey)]
    [InlineData("Failed", "Error: container has runAsNonRoot and image will run as root", Causes.SecurityContext)]
    [InlineData(
        "Failed",
        "Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"srv\": executable file not found in $PATH: unknown",
        Causes.InvalidCommand
    )]
    [InlineData(
        "Failed",
        "Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"/srv\": permission denied: unknown",
        Causes.InvalidCommand
    )]
    [InlineData("OOMKilling", "Memory cgroup out of memory: Killed process 4242 (server)", Causes.OomKilled)]
    [InlineData(
        "Unhealthy",
        "Liveness probe failed: Get \"https://10.42.0.7:8080/healthz\": http: server gave HTTP response to HTTPS client",
        Causes.LivenessProtocol
    )]
    [InlineData(
        "Unhealthy",
        "Readiness probe failed: Get \"http://10.42.0.7:8443/\": net/http: HTTP/1.x transport connection broken: malformed HTTP response \"\\x15\\x03\"",
        Causes.ReadinessProtocol
    )]
    [InlineData("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 404", Causes.LivenessPath)]
    [InlineData("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 404", Causes.ReadinessPath)]
    [InlineData(
        "FailedScheduling",
        "0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 Insufficient cpu. preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, 3 No preemption victims found for incoming pod.",
        Causes.CpuCapacity
    )]
    [InlineData("FailedScheduling", "0/3 nodes are available: 3 Insufficient memory.", Causes.MemoryCapacity)]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint {dedicated: batch}.",
        Causes.CpuCapacity
    )]
    [InlineData("FailedScheduling", "0/3 nodes are available: 3 node(s) were unschedulable.", Causes.NodeCordon)]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.",
        Causes.NodeSelector
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules.",
        Causes.AntiAffinity
    )]
    [InlineData("FailedScheduling", "0/3 nodes are available: 3 Too many pods.", Causes.PodCapacity)]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) didn't match pod affinity rules.",
        Causes.Affinity
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 1 node(s) didn't match pod topology spread constraints (missing required label), 2 node(s) didn't match pod topology spread constraints.",
        Causes.TopologySpread
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports.",
        Causes.HostPort
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 1 Insufficient cpu, 2 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
        Causes.ResourceCapacity
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 2 Insufficient cpu, 1 Insufficient ephemeral-storage.",
        Causes.CpuCapacity
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) had volume node affinity conflict.",
        Causes.VolumeZone
    )]
    [InlineData(
        "FailedScheduling",
        "0/16 nodes are available: 13 node(s) had untolerated taint(s), 3 node(s) didn't match PersistentVolume's node affinity. no new claims to deallocate, preemption: 0/16 nodes are available: 16 Preemption is not helpful for scheduling.",
        Causes.VolumeZone
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: persistentvolumeclaim \"data\" not found.",
        Causes.MissingClaim
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: persistentvolumeclaim \"data\" is being deleted.",
        Causes.MissingClaim
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: exceeded quota: budget, requested: limits.cpu=500m, used: limits.cpu=2, limited: limits.cpu=2",
        Causes.CpuQuota
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: exceeded quota: budget, requested: limits.memory=1Gi, used: limits.memory=4Gi, limited: limits.memory=4Gi",
        Causes.MemoryQuota
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: jobs.batch \"web-1\" is forbidden: exceeded quota: budget, requested: count/jobs.batch=1, used: count/jobs.batch=2, limited: count/jobs.batch=2",
        Causes.ObjectQuota
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: exceeded quota: budget, requested: pods=1, used: pods=10, limited: pods=10",
        Causes.PodQuota
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: error looking up service account shop/web: serviceaccount \"web\" not found",
        Causes.MissingServiceAccount
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: no PriorityClass with name high was found",
        Causes.MissingPodClass
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: pod rejected: RuntimeClass \"gvisor\" not found",
        Causes.MissingPodClass
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false",
        Causes.PodSecurity
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: Internal error occurred: failed calling webhook \"inject.mesh.example\": Post \"https://mesh.svc:443/inject\": connection refused",
        Causes.Webhook
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: admission webhook \"validate.policy.example\" denied the request: images must be signed",
        Causes.WebhookDenied
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: failed quota: budget: must specify limits.cpu for: server",
        Causes.QuotaNeedsRequests
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: maximum cpu usage per Container is 500m, but limit is 1",
        Causes.LimitRange
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000",
        Causes.LimitRange
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: Pod \"web-1\" is invalid: spec.containers[0].resources.requests: Invalid value: \"500m\": must be less than or equal to cpu limit of 100m",
        Causes.InvalidTemplate
    )]
    [InlineData(
        "ReplicaSetCreateError",
        "Failed to create new replica set \"web-1\": replicasets.apps \"web-1\" is forbidden: exceeded quota: sets, requested: count/replicasets.apps=1, used: count/replicasets.apps=1, limited: count/replicasets.apps=1",
        Causes.ObjectQuota
    )]
    [InlineData(
        "FailedMount",
        "MountVolume.SetUp failed for volume \"all\" : configmap references non-existent config key: level",
        Causes.MissingConfigKey
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 1 node(s) had untolerated taint {dedicated: batch}, 2 node(s) had untolerated taint {node.kubernetes.io/unreachable: }.",
        Causes.NodeNotReady
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }.",
        Causes.DiskPressure
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) didn't find available persistent volumes to bind.",
        Causes.ClaimUnbound
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) exceed max volume count.",
        Causes.ResourceCapacity
    )]
    [InlineData(
        "FailedScheduling",
        "0/6 nodes are available: 6 cannot allocate all claims. still not schedulable, preemption: 0/6 nodes are available: 6 Preemption is not helpful for scheduling.",
        Causes.ResourceCapacity
    )]
    [InlineData(
        "FailedScheduling",
        "0/6 nodes are available: request gpu: device class large does not exist. no new claims to deallocate, preemption: 0/6 nodes are available: 6 Preemption is not helpful for scheduling.",
        Causes.DeviceClaim
    )]
    [InlineData(
        "FailedResourceClaimCreation",
        "PodResourceClaim gpu: resource claim template \"gpu\": resourceclaimtemplate.resource.k8s.io \"gpu\" not found",
        Causes.DeviceClaim
    )]
    [InlineData(
        "FailedScheduling",
        "0/6 nodes are available: 6 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod. no new claims to deallocate, preemption: 0/6 nodes are available: 6 No preemption victims found for incoming pod.",
        Causes.VolumeMultiAttach
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) had untolerated taint {node.cloudprovider.kubernetes.io/uninitialized: true}.",
        Causes.NodeUninitialized
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 2 node(s) had untolerated taint {ToBeDeletedByClusterAutoscaler: 1764300000}, 1 Insufficient cpu.",
        Causes.CpuCapacity
    )]
    [InlineData(
        "VolumeResizeFailed",
        "resize volume \"pv-1\" by resizer \"disk.csi.example.com\" failed: rpc error: code = OutOfRange desc = too large",
        Causes.Provisioning
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: unable to create new content in namespace shop because it is being terminated",
        Causes.NamespaceStuck
    )]
    [InlineData(
        "Evicted",
        "Pod ephemeral local storage usage exceeds the total limit of containers 1Gi.",
        Causes.EphemeralStorage
    )]
    [InlineData("Evicted", "Usage of EmptyDir volume \"cache\" exceeds the limit \"10Mi\".", Causes.EphemeralStorage)]
    [InlineData(
        "NetworkNotReady",
        "network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized",
        Causes.NodeNetwork
    )]
    [InlineData(
        "SyncLoadBalancerFailed",
        "Error syncing load balancer: failed to ensure load balancer: quota exceeded",
        Causes.LoadBalancer
    )]
    [InlineData(
        "FailedMount",
        "MountVolume.SetUp failed for volume \"cfg\" : configmap \"settings\" not found",
        Causes.MissingConfigMap
    )]
    [InlineData(
        "FailedMount",
        "MountVolume.SetUp failed for volume \"tls\" : secret \"web-tls\" not found",
        Causes.MissingSecret
    )]
    [InlineData(
        "FailedMount",
        "MountVolume.SetUp failed for volume \"pv\" : mount failed: exit status 32",
        Causes.VolumeMount
    )]
    [InlineData(
        "FailedAttachVolume",
        "Multi-Attach error for volume \"pvc-1\" Volume is already exclusively attached to one node and can't be attached to another",
        Causes.VolumeMultiAttach
    )]
    [InlineData("ProvisioningFailed", "storageclass.storage.k8s.io \"fast\" not found", Causes.ClaimStorageClass)]
    [InlineData(
        "ProvisioningFailed",
        "failed to provision volume with StorageClass \"fast\": rpc error: code = ResourceExhausted",
        Causes.Provisioning
    )]
    [InlineData(
        "TooManyMissedTimes",
        "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew",
        Causes.MissedSchedule
    )]
    [InlineData(
        "MissSchedule",
        "Missed scheduled time to start a job: Sat, 21 Nov 2026 10:00:00 UTC",
        Causes.MissedSchedule
    )]
    [InlineData(
        "FailedNeedsStart",
        "Cannot determine if job needs to be started: too many missed start times",
        Causes.MissedSchedule
    )]
    [InlineData(
        "UnknownTimeZone",
        "invalid timeZone: \"Europe/Nowhere\": unknown time zone Europe/Nowhere",
        Causes.MissedSchedule
    )]
    [InlineData(
        "InvalidSchedule",
        "invalid schedule: 59 23 31 2 * : time difference between two schedules is less than 1 second",
        Causes.MissedSchedule
    )]
    [InlineData(
        "AmbiguousSelector",
        "pods by selector app=web are controlled by multiple HPAs: [shop/web shop/canary]",
        Causes.AutoscalerOverlap
    )]
    [InlineData(
        "FailedComputeMetricsReplicas",
        "pods by selector app=web are controlled by multiple HPAs: [shop/web shop/canary]",
        Causes.AutoscalerOverlap
    )]
    [InlineData("FailedComputeMetricsReplicas", "selector is required", Causes.AutoscalerTarget)]
    [InlineData("SelectorRequired", "selector is required", Causes.AutoscalerTarget)]
    [InlineData(
        "FailedToUpdateEndpointSlices",
        "Error updating Endpoint Slices for Service shop/web: failed to create EndpointSlice for Service shop/web: endpointslices.discovery.k8s.io \"web-j8q2x\" is forbidden: exceeded quota: q, requested: count/endpointslices.discovery.k8s.io=1, used: count/endpointslices.discovery.k8s.io=0, limited: count/endpointslices.discovery.k8s.io=0",
        Causes.ObjectQuota
    )]
    [InlineData("Preempting", "Preempted in order to admit critical pod", Causes.Preempted)]
    [InlineData("SystemOOM", "System OOM encountered, victim process: java, pid: 4242", Causes.MemoryPressure)]
    [InlineData(
        "FailedMount",
        "MountVolume.MountDevice failed for volume \"pvc-1\" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name ebs.csi.aws.com not found in the list of registered CSI drivers",
        Causes.VolumeDriver
    )]
    [InlineData(
        "FailedMount",
        "MountVolume.SetUp failed for volume \"nfs\" : mount failed: exit status 32\nOutput: mount.nfs: access denied by server while mounting 10.0.0.9:/data",
        Causes.VolumePermission
    )]
    [InlineData(
        "FailedMount",
        "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition",
        Causes.VolumeMount
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"r.example/web:1\": image pull failed for r.example/web:1 because the registry is unavailable",
        Causes.RegistryUnreachable
    )]
    [InlineData(
        "ErrImageNeverPull",
        "Container image \"r.example/web:1\" is not present with pull policy of Never",
        Causes.IncorrectImage
    )]
    [InlineData("Rebooted", "Node worker-1 has been rebooted, boot id: 1", Causes.NodeRebooted)]
    [InlineData("FreeDiskSpaceFailed", "Failed to garbage collect required amount of images.", Causes.DiskPressure)]
    [InlineData(
        "FailedCreatePodSandBox",
        "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: plugin type=\"calico\" failed",
        Causes.PodSandbox
    )]
    public void Assess_WarningThatTellsItsCause_IsAnOrigin(string reason, string message, string cause) =>
        Assert.Equal(CauseAssessment.Origin(cause), Assess("k8s.event", Severity.Warning, reason, message, "Pod"));

    [Theory]
    [InlineData("Node", CauseRole.Origin)]
    [InlineData("Pod", CauseRole.Symptom)]
    internal void Assess_TroubleInTheKernelsLog_IsTheNodes(string kind, CauseRole role) =>
        Assert.Equal(
            role,
            Assess(
                "k8s.event",
                Severity.Warning,
                "Ext4Error",
                "EXT4-fs error (device sda1): ext4_find_entry:1465: inode #2: comm bash: reading directory lblock 0",
                kind
            ).Role
        );

    [Theory]
    [InlineData("BackOff", "Back-off restarting failed container server in pod web-1_shop(1)")]
    [InlineData("BackOff", "Back-off pulling image \"web:9\"")]
    [InlineData("Failed", "Error: ErrImagePull")]
    [InlineData("Failed", "Error: ImagePullBackOff")]
    [InlineData(
        "Unhealthy",
        "Readiness probe failed: Get \"http://10.42.0.7:8080/\": dial tcp 10.42.0.7:8080: connect: connection refused"
    )]
    [InlineData(
        "Unhealthy",
        "Liveness probe failed: Get \"http://10.42.0.7:8080/\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
    )]
    [InlineData("FailedScheduling", "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.")]
    [InlineData("NodeNotReady", "Node is not ready")]
    [InlineData("Evicted", "The node was low on resource: memory.")]
    [InlineData("SomethingNew", "nobody knows")]
    public void Assess_WarningThatFollowsFromSomethingElse_IsASymptom(string reason, string message) =>
        Assert.Equal(CauseRole.Symptom, Assess("k8s.event", Severity.Warning, reason, message, "Pod").Role);

    [Theory]
    [InlineData("Scheduled")]
    [InlineData("Pulled")]
    [InlineData("Created")]
    [InlineData("Started")]
    [InlineData("SuccessfulCreate")]
    [InlineData("LeaderElection")]
    [InlineData("NotTriggerScaleUp")]
    [InlineData("NoPods")]
    public void Assess_OrdinaryInfoEvent_IsNoEvidence(string reason) =>
        Assert.Equal(default, Assess("k8s.event", Severity.Info, reason, "denied, OOM, not found", "Pod"));

    [Theory]
    [InlineData("Scaled up replica set web-5d from 0 to 1", Causes.Rollout)]
    [InlineData("Scaled up replica set web-5d from 1 to 3", Causes.Scaled)]
    [InlineData("Scaled down replica set web-5d from 3 to 1", Causes.Scaled)]
    public void Assess_ScalingOfAReplicaSet_IsARolloutWhereItGrowsFromNothing(string message, string cause) =>
        Assert.Equal(
            new CauseAssessment(cause, CauseRole.Change),
            Assess("k8s.event", Severity.Info, "ScalingReplicaSet", message, "Deployment")
        );

    [Theory]
    [InlineData("ScalingReplicaSet", Causes.Scaled)]
    [InlineData("NodeNotSchedulable", Causes.Cordoned)]
    public void Assess_EventThatTellsOfAChange_IsAChange(string reason, string cause) =>
        Assert.Equal(
            new CauseAssessment(cause, CauseRole.Change),
            Assess("k8s.event", Severity.Info, reason, "", "Deployment")
        );

    [Theory]
    [InlineData("ScaleDown", "marked the node as toBeDeleted/unschedulable")]
    [InlineData("DeletingNode", "Deleting node worker-1 because it does not exist in the cloud provider")]
    public void Assess_NodeThatIsTakenAway_IsAChange(string reason, string message) =>
        Assert.Equal(
            new CauseAssessment(Causes.NodeRemoved, CauseRole.Change),
            Assess("k8s.event", Severity.Info, reason, message, "Node")
        );

    [Fact]
    public void Assess_NodeNotReady_IsAnOriginOnTheNodeItself() =>
        Assert.Equal(
            CauseAssessment.Origin(Causes.NodeNotReady),
            Assess("k8s.event", Severity.Warning, "NodeNotReady", "", "Node")
        );

    [Theory]
    [InlineData("node.health", "KubeletUnhealthy", "", Causes.Kubelet)]
    [InlineData("node.health", "ContainerRuntimeUnhealthy", "", Causes.Containerd)]
    [InlineData("node.health", "KubeProxyUnhealthy", "", Causes.KubeProxy)]
    [InlineData("prom.alert", "ContainerOOMKilled", "", Causes.OomKilled)]
    [InlineData("prom.alert", "KubeNodeNotReady", "", Causes.NodeNotReady)]
    [InlineData("prom.alert", "CPUThrottlingHigh", "", Causes.CpuOverload)]
    [InlineData("k8s.log", "Log", "listen tcp :8080: bind: address already in use", Causes.PortConflict)]
    [InlineData("k8s.log", "Log", "java.lang.OutOfMemoryError: Java heap space", Causes.OomKilled)]
    [InlineData(
        "k8s.log",
        "Log",
        "Access denied for user 'shop'@'10.42.0.7' (using password: YES)",
        Causes.DatabaseCredentials
    )]
    [InlineData("k8s.log", "Log", "dial tcp: lookup cartt on 10.96.0.10:53: no such host", Causes.ServiceAddress)]
    [InlineData(
        "k8s.log",
        "Log",
        "panic: runtime error: index out of range [3] with length 3",
        Causes.ApplicationError
    )]
    public void Assess_OtherSources_AreReadByTheirTexts(string source, string reason, string message, string cause) =>
        Assert.Equal(CauseAssessment.Origin(cause), Assess(source, Severity.Error, reason, message, "Pod"));

    [Theory]
    [InlineData(
        "k8s.log",
        "rpc error: code = Unavailable desc = connection error: dial tcp 10.96.1.2:7070: connect: connection refused"
    )]
    [InlineData("prom.alert", "More than 5 % of requests fail")]
    [InlineData("probe", "TCP probe of cart:7070 failed")]
    public void Assess_DependencyThatDoesNotAnswer_IsASymptom(string source, string message) =>
        Assert.Equal(CauseRole.Symptom, Assess(source, Severity.Error, "Log", message, "Pod").Role);

    private CauseAssessment Assess(string source, Severity severity, string reason, string message, string kind) =>
        CauseTaxonomy.Assess(source, severity, reason, message, Named(kind, "shop", "x"), _world.Topology);

    private ResourceState Named(string kind, string @namespace, string name) =>
        _world.Topology.GetOrAdd(new ResourceId(World.Cluster, kind, @namespace, name), out _);
}
