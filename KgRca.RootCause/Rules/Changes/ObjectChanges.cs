using System.Globalization;
using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Admission;
using KgRca.RootCause.Rules.Network;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Rules.References;
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

    /// <summary>Of a workload's template that was changed.</summary>
    public const string TemplateChanged = "TemplateChanged";

    private const string Annotation = "annotation ";

    private const string Removed = ", removed";

    private static readonly TimeSpan JustMade = TimeSpan.FromMinutes(2);

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
                TemplateChanged,
                Template(before, after),
                observedAt
            ) ?? Scale(resource, before, after, observedAt),
            "Service" => Of(
                resource,
                Causes.SelectorChanged,
                "ServiceChanged",
                Fields(before.At("spec"), after.At("spec"), ["selector", "ports", "type", "externalName"]),
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
            "Role" or "ClusterRole" => Of(
                resource,
                Causes.ConfigurationChanged,
                "GrantChanged",
                Fields(before, after, ["rules"]),
                observedAt
            ),
            "RoleBinding" or "ClusterRoleBinding" => Of(
                resource,
                Causes.ConfigurationChanged,
                "GrantChanged",
                Fields(before, after, ["subjects", "roleRef"]),
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
            _ when KubernetesKinds.IsCustom(resource.Kind) || TrafficPolicies.IsOne(resource.Kind) => Of(
                resource,
                Causes.ConfigurationChanged,
                "CustomResourceChanged",
                Keys(before, after, "spec", "spec."),
                observedAt
            ),
            _ => null,
        };

    /// <summary>
    /// That a policy or route for traffic was made or deleted, which changes what reaches others at once; or that what
    /// permits something was deleted.
    /// </summary>
    public static Finding? OfExistence(ResourceState resource, bool isNew, DateTimeOffset observedAt)
    {
        if (isNew == !resource.Exists)
            return null;
        if (!TrafficPolicies.IsOne(resource.Kind) && (isNew || !Grants.IsOne(resource.Kind)))
            return null;
        // What comes late is reported late, not made late.
        if (isNew && !(observedAt - resource.CreatedAt <= JustMade))
            return null;
        var text = isNew ? "created" : "deleted";
        return new Finding(
            Causes.ConfigurationChanged,
            CauseRole.Change,
            Severity.Info,
            isNew ? "PolicyCreated" : "PolicyDeleted",
            $"{resource.Kind} {resource.Name} was {text}.",
            resource,
            isNew ? resource.CreatedAt ?? observedAt : observedAt,
            Evidence.Of(resource, "changed", text)
        );
    }

    // Whoever scales by hand is asked; an autoscaler follows the load all day.
    private static Finding? Scale(
        ResourceState resource,
        JsonElement before,
        JsonElement after,
        DateTimeOffset observedAt
    )
    {
        var (old, now) = (before.At("spec").Number("replicas"), after.At("spec").Number("replicas"));
        if (old is null || now is null || old == now)
            return null;
        foreach (var edge in resource.Incoming)
            if (edge.Type == EdgeType.Scales)
                return null;
        return Of(resource, Causes.Scaled, "ReplicasChanged", [$"replicas from {old} to {now}"], observedAt);
    }

    /// <summary>Whether a change gave a workload more Pods: those that it had answer still.</summary>
    public static bool IsOfMorePods(Episode change) =>
        change.Assessment.Cause == Causes.Scaled
        && change.Message.TrimEnd('.').Split(' ') is [.., var old, "to", var now]
        && int.TryParse(old, CultureInfo.InvariantCulture, out var before)
        && int.TryParse(now, CultureInfo.InvariantCulture, out var after)
        && after > before;

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

    /// <summary>Whether a change of a template is one of annotations alone, as of one that restarts the Pods.</summary>
    public static bool IsOfAnnotations(Episode change)
    {
        var at = change.Message.IndexOf(": ", StringComparison.Ordinal);
        return at >= 0
            && change
                .Message[(at + 2)..]
                .Split("; ")
                .All(part => part.StartsWith(Annotation, StringComparison.Ordinal));
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
                $"Node {node.Name} was cordoned: it accepts no new Pods.",
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
                Annotation
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
