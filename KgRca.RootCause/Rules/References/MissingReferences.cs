using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Quotas;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.References;

/// <summary>
/// What a pod template refers to and is not there. Something is only known to be missing where its kind is watched, and
/// what runs well has found all it refers to: while an agent lists a cluster, objects come one by one, and each that is
/// still to come would look missing.
/// </summary>
internal static class MissingReferences
{
    // The controller manager makes it in each namespace, and every Pod has it.
    private const string RootCertificates = "kube-root-ca.crt";

    public static void Inspect(
        ClusterTopology topology,
        ResourceState resource,
        JsonElement podSpec,
        List<Finding> findings
    )
    {
        // No Pod is made without its ServiceAccount, so its absence keeps a workload from its Pods, and explains
        // nothing about a Pod that is there.
        if (resource.Kind != "Pod")
            Check(
                topology,
                resource,
                "ServiceAccount",
                podSpec.Text("serviceAccountName"),
                Causes.MissingServiceAccount,
                findings
            );
        // Images that need no credentials are pulled all the same, so that it explains a failing pull only where
        // nothing else does.
        if (!findings.Exists(finding => CauseClasses.FamilyOf(finding.Cause) == CauseFamily.Image))
            foreach (var secret in podSpec.Items("imagePullSecrets"))
                Check(topology, resource, "Secret", secret.Text("name"), Causes.MissingPullSecret, findings);
        foreach (var volume in podSpec.Items("volumes"))
        {
            Files(
                topology,
                resource,
                "ConfigMap",
                volume.At("configMap"),
                volume.At("configMap").Text("name"),
                Causes.MissingConfigMap,
                findings
            );
            Files(
                topology,
                resource,
                "Secret",
                volume.At("secret"),
                volume.At("secret").Text("secretName"),
                Causes.MissingSecret,
                findings
            );
            foreach (var source in volume.At("projected").Items("sources"))
            {
                Files(
                    topology,
                    resource,
                    "ConfigMap",
                    source.At("configMap"),
                    source.At("configMap").Text("name"),
                    Causes.MissingConfigMap,
                    findings
                );
                Files(
                    topology,
                    resource,
                    "Secret",
                    source.At("secret"),
                    source.At("secret").Text("name"),
                    Causes.MissingSecret,
                    findings
                );
            }
            Check(
                topology,
                resource,
                "PersistentVolumeClaim",
                volume.At("persistentVolumeClaim").Text("claimName"),
                Causes.MissingClaim,
                findings
            );
        }
        foreach (var container in podSpec.Items("initContainers").Concat(podSpec.Items("containers")))
        {
            foreach (var source in container.Items("envFrom"))
            {
                Reference(
                    topology,
                    resource,
                    "ConfigMap",
                    source.At("configMapRef"),
                    Causes.MissingConfigMap,
                    findings
                );
                Reference(topology, resource, "Secret", source.At("secretRef"), Causes.MissingSecret, findings);
            }
            foreach (var variable in container.Items("env"))
            {
                Key(
                    topology,
                    resource,
                    "ConfigMap",
                    variable.At("valueFrom", "configMapKeyRef"),
                    Causes.MissingConfigMap,
                    findings
                );
                Key(
                    topology,
                    resource,
                    "Secret",
                    variable.At("valueFrom", "secretKeyRef"),
                    Causes.MissingSecret,
                    findings
                );
            }
        }
    }

    /// <summary>What a volume makes files of: an object, and of it the keys that it names.</summary>
    private static void Files(
        ClusterTopology topology,
        ResourceState resource,
        string kind,
        JsonElement source,
        string? name,
        string cause,
        List<Finding> findings
    )
    {
        if (source.Flag("optional") == true || name == RootCertificates)
            return;
        Check(topology, resource, kind, name, cause, findings);
        foreach (var item in source.Items("items"))
            Key(topology, resource, kind, name, item.Text("key"), findings);
    }

    private static void Reference(
        ClusterTopology topology,
        ResourceState resource,
        string kind,
        JsonElement reference,
        string cause,
        List<Finding> findings
    )
    {
        if (reference.Flag("optional") != true)
            Check(topology, resource, kind, reference.Text("name"), cause, findings);
    }

    private static void Key(
        ClusterTopology topology,
        ResourceState resource,
        string kind,
        JsonElement reference,
        string cause,
        List<Finding> findings
    )
    {
        if (reference.Flag("optional") == true)
            return;
        Check(topology, resource, kind, reference.Text("name"), cause, findings);
        Key(topology, resource, kind, reference.Text("name"), reference.Text("key"), findings);
    }

    private static void Key(
        ClusterTopology topology,
        ResourceState resource,
        string kind,
        string? name,
        string? key,
        List<Finding> findings
    )
    {
        if (name is null || key is null)
            return;
        if (
            topology.Find(resource.Cluster, kind, resource.Namespace, name) is not { Exists: true, Object: { } item }
            || findings.Exists(finding => finding.Cause == Causes.MissingConfigKey)
        )
            return;
        // Not every source sends the keys.
        if (!item.At("data").IsPresent() && !item.At("binaryData").IsPresent())
            return;
        if (
            item.At("data").At(key).IsPresent()
            || item.At("binaryData").At(key).IsPresent()
            || item.At("stringData").At(key).IsPresent()
        )
            return;
        findings.Add(
            Finding.Origin(
                Causes.MissingConfigKey,
                Severity.Warning,
                $"Missing{kind}Key",
                $"{resource.Kind} {resource.Name} references key {key} of {kind} {name}, which has no such key.",
                resource,
                resource.CreatedAt,
                Evidence.Of(resource, $"reference to {kind}", $"{name}, key {key}"),
                new Evidence($"{resource.Cluster}/{kind}/{resource.Namespace}/{name}", $"data.{key}", "absent")
            )
        );
    }

    private static void Check(
        ClusterTopology topology,
        ResourceState resource,
        string kind,
        string? name,
        string cause,
        List<Finding> findings
    )
    {
        if (string.IsNullOrEmpty(name) || findings.Exists(finding => finding.Cause == cause))
            return;
        if (topology.Find(resource.Cluster, kind, resource.Namespace, name) is { Exists: true })
            return;
        if (kind == "PersistentVolumeClaim" && QuotaUsage.Full(topology, resource, Causes.StorageQuota) is { } quota)
        {
            findings.Add(
                Finding
                    .Origin(
                        Causes.StorageQuota,
                        Severity.Warning,
                        "QuotaUsedUp",
                        $"{resource.Kind} {resource.Name} references PVC {name}, which does not exist, and "
                            + $"quota {quota} is exhausted.",
                        resource,
                        resource.CreatedAt,
                        Evidence.Of(resource, "volumes.persistentVolumeClaim.claimName", name)
                    )
                    .Missing(kind, resource.Namespace, name)
            );
            return;
        }
        findings.Add(
            Finding
                .Origin(
                    cause,
                    Severity.Warning,
                    $"Missing{kind}",
                    $"{resource.Kind} {resource.Name} references {kind} {name}, which does not exist in "
                        + $"namespace {resource.Namespace}.",
                    resource,
                    resource.CreatedAt,
                    Evidence.Of(resource, $"reference to {kind}", name),
                    new Evidence($"{resource.Cluster}/{kind}/{resource.Namespace}/{name}", "metadata.name", "absent")
                )
                .Missing(kind, resource.Namespace, name)
        );
    }
}
