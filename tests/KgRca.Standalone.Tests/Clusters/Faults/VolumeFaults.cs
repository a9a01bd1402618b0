using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters.Faults;

/// <summary>
/// Volumes and devices. What a CSI driver or a driver of devices does is set as it would. Node 24 belongs to a fault.
/// </summary>
internal static class VolumeFaults
{
    private const string Driver = "disk.csi.example.com";

    private const string Bound = "wait --for=jsonpath={.status.phase}=Bound pvc/data --timeout=60s";

    private const string Enlarge =
        """patch pvc data --type=merge -p {"spec":{"resources":{"requests":{"storage":"2Gi"}}}}""";

    private const string Infeasible =
        "rpc error: code = OutOfRange desc = requested size exceeds the maximum of the disk type";

    public static IEnumerable<Fault> All =>
        [
            new Fault(
                "volume_grows",
                "volume_provisioning_failed",
                "PersistentVolumeClaim/data",
                [Growing("own-grows"), Csi("pv-grows", "own-grows"), Claim("own-grows"), Bound],
                [Enlarge],
                [Status("pvc data", """{"capacity":{"storage":"2Gi"}}""")],
                IsFinding: true
            ),
            new Fault(
                "volume_wants_restart",
                "volume_provisioning_failed",
                "PersistentVolumeClaim/data",
                [
                    Driving,
                    Growing("own-restart"),
                    Csi("pv-restart", "own-restart"),
                    Claim("own-restart"),
                    Deployment(pod: MountsClaim),
                ],
                [
                    Enlarge,
                    Status(
                        "pvc data",
                        $$$"""{"conditions":[{{{Condition("FileSystemResizePending", "True", "", "Waiting for user to (re-)start a pod to finish file system resize of volume on node.")}}}]}"""
                    ),
                ],
                [Status("pvc data", """{"capacity":{"storage":"2Gi"},"conditions":[]}""")],
                IsFinding: true
            ),
            new Fault(
                "volume_not_enlarged",
                "volume_provisioning_failed",
                "PersistentVolumeClaim/data",
                [
                    Driving,
                    Growing("own-enlarged"),
                    Csi("pv-enlarged", "own-enlarged"),
                    Claim("own-enlarged"),
                    Deployment(pod: MountsClaim),
                ],
                [
                    Enlarge,
                    Event(
                        "PersistentVolumeClaim",
                        "data",
                        "VolumeResizeFailed",
                        $"resize volume pv-enlarged by resizer {Driver} failed: {Infeasible}"
                    ),
                    Status(
                        "pvc data",
                        $$$"""{"allocatedResources":{"storage":"2Gi"},"allocatedResourceStatuses":{"storage":"ControllerResizeInfeasible"},"conditions":[{{{Condition("ControllerResizeError", "True", "", $"failed to expand pvc with {Infeasible}")}}}]}"""
                    ),
                ],
                [
                    Status(
                        "pvc data",
                        """{"capacity":{"storage":"2Gi"},"allocatedResourceStatuses":null,"conditions":[]}"""
                    ),
                ]
            ),
            // Its deleter takes paths under /tmp alone, so that nothing is deleted.
            new Fault(
                "volume_not_deleted",
                "volume_provisioning_failed",
                "PersistentVolume/pv-left",
                [
                    "{apiVersion: v1, kind: PersistentVolume, metadata: {name: pv-left}, spec: {storageClassName: own-left, persistentVolumeReclaimPolicy: Delete, accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, hostPath: {path: /var/does-not-exist} } }",
                    Claim("own-left"),
                    Bound,
                ],
                ["delete pvc data"],
                ["delete pv pv-left --wait=false"],
                IsFinding: true
            ),
            new Fault(
                "volume_limit",
                "resource_capacity_mismatch",
                "StatefulSet/db",
                [
                    Driving,
                    $$"""{apiVersion: storage.k8s.io/v1, kind: CSINode, metadata: {name: node-24}, spec: {drivers: [{name: {{Driver}}, nodeID: node-24, topologyKeys: [], allocatable: {count: 1} }]} }""",
                    Csi("pv-limit-1", "own-limit"),
                    Csi("pv-limit-2", "own-limit"),
                    StatefulSet(
                        "db",
                        "db",
                        "volumeClaimTemplates: [{metadata: {name: data}, spec: {storageClassName: own-limit, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi} } } }],",
                        pod: On("node-24")
                    ),
                    Service("db", "db"),
                    "wait --for=create pod/db-0 --timeout=30s",
                    "wait --for=condition=Ready pod/db-0 --timeout=30s",
                ],
                ["scale statefulset db --replicas=2"],
                ["scale statefulset db --replicas=1"]
            ),
            new Fault(
                "volume_of_one_pod",
                "volume_multi_attach",
                "Deployment/web",
                [
                    Volume("pv-one-pod", "own-one-pod", mode: "ReadWriteOncePod"),
                    Claim("own-one-pod", mode: "ReadWriteOncePod"),
                    Deployment(pod: MountsClaim),
                ],
                ["rollout restart deployment web"],
                [
                    """patch deployment web --type=merge -p {"spec":{"strategy":{"type":"Recreate","rollingUpdate":null}}}""",
                ]
            ),
            OfDevice(
                "device",
                "resource_capacity_mismatch",
                "own-device",
                [DeviceClass("own-device"), DeviceTemplate("own-device")],
                ByTemplate,
                Devices("own-device")
            ),
            OfDevice(
                "device_class",
                "missing_resource_claim",
                "own-device-class",
                [DeviceTemplate("own-device-class")],
                ByTemplate,
                DeviceClass("own-device-class")
            ),
            OfDevice(
                "device_template",
                "missing_resource_claim",
                "own-device-template",
                [DeviceClass("own-device-template")],
                ByTemplate,
                DeviceTemplate("own-device-template")
            ),
            OfDevice(
                "device_claim",
                "missing_resource_claim",
                "own-device-claim",
                [DeviceClass("own-device-claim")],
                "resourceClaimName: gpu",
                $$"""{apiVersion: resource.k8s.io/v1, kind: ResourceClaim, metadata: {name: gpu}, spec: {{DeviceRequest("own-device-claim")}} }"""
            ),
        ];

    private const string ByTemplate = "resourceClaimTemplateName: gpu";

    // It attaches nothing, so that no driver has to say that it did.
    private static string Driving =>
        $$"""{apiVersion: storage.k8s.io/v1, kind: CSIDriver, metadata: {name: {{Driver}} }, spec: {attachRequired: false} }""";

    private static string Growing(string name) =>
        $$"""{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: {{name}} }, provisioner: {{Driver}}, allowVolumeExpansion: true}""";

    private static string Csi(string name, string storageClass) =>
        $$"""{apiVersion: v1, kind: PersistentVolume, metadata: {name: {{name}} }, spec: {storageClassName: {{storageClass}}, accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, csi: {driver: {{Driver}}, volumeHandle: {{name}} } } }""";

    /// <summary>A fault of a Pod that wants a device. There is one, unless that is what is missing.</summary>
    private static Fault OfDevice(
        string name,
        string cause,
        string driver,
        string[] before,
        string claim,
        string mend
    ) =>
        new(
            name,
            cause,
            "Deployment/web",
            mend == Devices(driver) ? before : [.. before, Devices(driver)],
            [
                Deployment(
                    container: "resources: {claims: [{name: gpu}]},",
                    pod: $$"""resourceClaims: [{name: gpu, {{claim}} }],"""
                ),
            ],
            [mend]
        );

    private static string DeviceClass(string driver) =>
        $$"""{apiVersion: resource.k8s.io/v1, kind: DeviceClass, metadata: {name: {{driver}} }, spec: {selectors: [{cel: {expression: device.driver == "{{driver}}.example.com"} }]} }""";

    private static string DeviceRequest(string driver) =>
        $$"""{devices: {requests: [{name: gpu, exactly: {deviceClassName: {{driver}} } }]} }""";

    private static string DeviceTemplate(string driver) =>
        $$"""{apiVersion: resource.k8s.io/v1, kind: ResourceClaimTemplate, metadata: {name: gpu}, spec: {spec: {{DeviceRequest(driver)}} } }""";

    private static string Devices(string driver) =>
        $$"""{apiVersion: resource.k8s.io/v1, kind: ResourceSlice, metadata: {name: {{driver}} }, spec: {driver: {{driver}}.example.com, nodeName: node-1, pool: {name: {{driver}}, generation: 1, resourceSliceCount: 1}, devices: [{name: gpu-0}]} }""";
}
