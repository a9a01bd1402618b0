using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Admission;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Changes;

/// <summary>
/// Changes that are known to break things: a workload's template, a Service's selector or ports, a ConfigMap's content,
/// a custom resource's specification, a cordon.
/// </summary>
internal static class ObjectChanges
{
    private static readonly string[] ContainerFields =
    [
        "image",
        "command",
        "args",
        "env",
        "envFrom",
        "ports",
        "resources",
        "livenessProbe",
        "readinessProbe",
        "startupProbe",
        "volumeMounts",
        "securityContext",
    ];

    private static readonly string[] PodFields =
    [
        "serviceAccountName",
        "nodeSelector",
        "affinity",
        "tolerations",
        "volumes",
        "imagePullSecrets",
        "securityContext",
        "dnsConfig",
        "initContainers",
    ];

    private const string Removed = ", removed";

    public static Finding? Inspect(
        ResourceState resource,
        JsonElement before,
        JsonElement after,
        DateTimeOffset observedAt
    ) =>
        resource.Kind switch
        {
            "Deployment" or "StatefulSet" or "DaemonSet" => Of(
                resource,
                Causes.Rollout,
                "TemplateChanged",
                Template(before, after),
                observedAt
            ),
            "Service" => Of(
                resource,
                Causes.SelectorChanged,
                "ServiceChanged",
                Fields(before.At("spec"), after.At("spec"), ["selector", "ports", "type"]),
                observedAt
            ),
            "ConfigMap" or "Secret" => Of(
                resource,
                Causes.ConfigurationChanged,
                "ConfigurationChanged",
                Keys(before, after, "data"),
                observedAt
            ),
            // Clouds take from them what a Pod may do.
            "ServiceAccount" => Of(
                resource,
                Causes.ConfigurationChanged,
                "ConfigurationChanged",
                Keys(before.At("metadata"), after.At("metadata"), "annotations", "annotation "),
                observedAt
            ),
            "Node" => Cordon(resource, before, after, observedAt)
                ?? NodeChanges.Inspect(resource, before, after, observedAt),
            "Namespace" => Of(
                resource,
                Causes.ConfigurationChanged,
                "NamespaceChanged",
                NamespaceLabels(before, after),
                observedAt
            ),
            "MutatingWebhookConfiguration" or "ValidatingWebhookConfiguration" => Of(
                resource,
                Causes.ConfigurationChanged,
                "WebhookChanged",
                Webhooks.Changes(before, after),
                observedAt
            ),
            "NetworkPolicy"
            or "ResourceQuota"
            or "LimitRange"
            or "APIService"
            or "ValidatingAdmissionPolicy"
            or "ValidatingAdmissionPolicyBinding" => Of(
                resource,
                Causes.ConfigurationChanged,
                "PolicyChanged",
                Keys(before, after, "spec", "spec."),
                observedAt
            ),
            _ when KubernetesKinds.IsCustom(resource.Kind) => Of(
                resource,
                Causes.ConfigurationChanged,
                "CustomResourceChanged",
                Keys(before, after, "spec", "spec."),
                observedAt
            ),
            _ => null,
        };

    /// <summary>Whether a key was taken from a ConfigMap or Secret within the engine's memory.</summary>
    public static bool HasLostAKey(ResourceState configuration) =>
        configuration.Candidates.Exists(change =>
            change.Assessment.Cause == Causes.ConfigurationChanged
            && change.Message.Contains(Removed, StringComparison.Ordinal)
        );

    private static IEnumerable<string> NamespaceLabels(JsonElement before, JsonElement after)
    {
        var (old, now) = (before.At("metadata"), after.At("metadata"));
        foreach (var label in now.Members("labels"))
            if (old.At("labels").Text(label.Name) is not { } value)
                yield return $"label {label.Name}={label.Value.Text()} added";
            else if (value != label.Value.Text())
                yield return $"label {label.Name} from {value} to {label.Value.Text()}";
        foreach (var label in old.Members("labels"))
            if (!now.At("labels").At(label.Name).IsPresent())
                yield return $"label {label.Name}={label.Value.Text()}{Removed}";
    }

    private static Finding? Cordon(
        ResourceState node,
        JsonElement before,
        JsonElement after,
        DateTimeOffset observedAt
    ) =>
        after.At("spec").Flag("unschedulable") == true && before.At("spec").Flag("unschedulable") != true
            ? new Finding(
                Causes.Cordoned,
                CauseRole.Change,
                Severity.Info,
                "NodeCordoned",
                $"Node {node.Name} was cordoned: it takes no new Pods.",
                node,
                observedAt,
                Evidence.Of(node, after, "spec", "unschedulable")
            )
            : null;

    private static Finding? Of(
        ResourceState resource,
        string cause,
        string reason,
        IEnumerable<string> changes,
        DateTimeOffset observedAt
    )
    {
        var text = string.Join("; ", changes);
        return text.Length == 0
            ? null
            : new Finding(
                cause,
                CauseRole.Change,
                Severity.Info,
                reason,
                $"{resource.Kind} {resource.Name} was changed: {text}.",
                resource,
                observedAt,
                Evidence.Of(resource, "changed", text)
            );
    }

    private static IEnumerable<string> Template(JsonElement before, JsonElement after)
    {
        var (old, now) = (before.At("spec", "template", "spec"), after.At("spec", "template", "spec"));
        foreach (var change in Fields(old, now, PodFields))
            yield return change;
        // What restarts the Pods by hand, or when a ConfigMap has changed, changes these alone.
        foreach (
            var change in Keys(
                before.At("spec", "template", "metadata"),
                after.At("spec", "template", "metadata"),
                "annotations",
                "annotation "
            )
        )
            yield return change;
        var earlier = old.Items("containers")
            .Where(container => container.Text("name") is not null)
            .GroupBy(container => container.Text("name"))
            .ToDictionary(group => group.Key ?? "", group => group.First());
        foreach (var container in now.Items("containers"))
        {
            var name = container.Text("name") ?? "";
            if (!earlier.TryGetValue(name, out var same))
                yield return $"container {name} is new";
            else
                foreach (var change in Fields(same, container, ContainerFields))
                    yield return $"{change} of container {name}";
        }
    }

    private static IEnumerable<string> Fields(JsonElement before, JsonElement after, string[] fields)
    {
        foreach (var field in fields)
        {
            var (old, now) = (before.At(field), after.At(field));
            if (JsonReading.Same(old, now))
                continue;
            yield return old.Text() is { } oldText && now.Text() is { } newText
                ? $"{field} from {oldText} to {newText}"
                : field;
        }
    }

    private static IEnumerable<string> Keys(
        JsonElement before,
        JsonElement after,
        string member,
        string prefix = "key "
    )
    {
        foreach (var pair in after.Members(member))
            if (!JsonReading.Same(before.At(member, pair.Name), pair.Value))
                yield return $"{prefix}{pair.Name}";
        foreach (var pair in before.Members(member))
            if (!after.At(member, pair.Name).IsPresent())
                yield return $"{prefix}{pair.Name}{Removed}";
    }
}
