using System.Globalization;
using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Admission;

/// <summary>
/// Admission webhooks whose Service is not there or has no ready Pod. Where the failure policy is <c>Fail</c>, nothing
/// that they are for can be created or changed.
/// </summary>
internal static class Webhooks
{
    /// <summary>The kinds that configure webhooks.</summary>
    public static readonly string[] Kinds = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

    private static readonly string[] Workloads = ["Deployment", "StatefulSet", "DaemonSet"];

    public static void Inspect(
        ClusterTopology topology,
        ResourceState configuration,
        JsonElement item,
        List<Finding> findings
    )
    {
        foreach (var webhook in item.Items("webhooks"))
        {
            var reference = webhook.At("clientConfig", "service");
            if (reference.Text("name") is not { } name || reference.Text("namespace") is not { } @namespace)
                continue;
            if (Trouble(topology, configuration.Cluster, @namespace, name) is not var (text, evidence))
                continue;
            var isMissing = topology.Find(configuration.Cluster, "Service", @namespace, name) is not { Exists: true };
            var blocks = webhook.Text("failurePolicy") != "Ignore";
            var finding = new Finding(
                Causes.Webhook,
                blocks ? CauseRole.Origin : CauseRole.Latent,
                Severity.Warning,
                "WebhookUnavailable",
                $"{configuration.Kind} {configuration.Name} calls Service {name} in namespace {@namespace} for "
                    + $"webhook {webhook.Text("name")}, {text}.",
                configuration,
                configuration.ObservedAt ?? default,
                Evidence.Of(
                    configuration,
                    $"webhooks[{webhook.Text("name")}].clientConfig.service",
                    $"{@namespace}/{name}"
                ),
                evidence
            );
            findings.Add(isMissing ? finding.Missing("Service", @namespace, name) : finding);
            return;
        }
    }

    /// <summary>
    /// The configuration that has the webhook which a message of the API server about an object names: of several, one
    /// that is for the object's namespace. Null where the message names none, or one that is not known.
    /// </summary>
    public static ResourceState? NamedIn(string message, ResourceState subject, ClusterTopology topology)
    {
        const string Before = "webhook \"";
        var start = message.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        var end = start < Before.Length ? -1 : message.IndexOf('"', start);
        if (end < 0)
            return null;
        var name = message[start..end];
        var named = Kinds
            .SelectMany(kind => topology.OfKind(subject.Cluster, kind, null))
            .SelectMany(configuration =>
                (configuration.Object?.Items("webhooks") ?? default)
                    .Where(webhook => webhook.Text("name") == name)
                    .Select(webhook => (Configuration: configuration, Webhook: webhook))
            )
            .ToList();
        var @namespace =
            topology.Find(subject.Cluster, "Namespace", "", subject.Namespace)?.Object?.At("metadata") ?? default;
        return named.Find(each => Labels.Matches(each.Webhook.At("namespaceSelector"), @namespace)).Configuration
            ?? named.FirstOrDefault().Configuration;
    }

    /// <summary>What was changed of a configuration's webhooks: which, and of each which fields.</summary>
    public static IEnumerable<string> Changes(JsonElement before, JsonElement after)
    {
        var known = before
            .Items("webhooks")
            .GroupBy(webhook => webhook.Text("name") ?? "")
            .ToDictionary(group => group.Key, group => group.First());
        foreach (var webhook in after.Items("webhooks"))
        {
            var name = webhook.Text("name") ?? "";
            if (!known.Remove(name, out var old))
                yield return $"webhook {name} added";
            else
                foreach (var field in webhook.EnumerateObject())
                    if (!JsonReading.Same(old.At(field.Name), field.Value))
                        yield return Scalar(old.At(field.Name)) is { } earlier && Scalar(field.Value) is { } later
                            ? $"{field.Name} of webhook {name} from {earlier} to {later}"
                            : $"{field.Name} of webhook {name}";
        }
        foreach (var name in known.Keys)
            yield return $"webhook {name} removed";
    }

    private static string? Scalar(JsonElement value) =>
        value.Text() ?? value.Number()?.ToString(NumberFormatInfo.InvariantInfo);

    private static (string Text, Evidence Evidence)? Trouble(
        ClusterTopology topology,
        string cluster,
        string @namespace,
        string name
    )
    {
        if (topology.Find(cluster, "Service", @namespace, name) is not { Exists: true } service)
            return (
                "which does not exist",
                new Evidence($"{cluster}/Service/{@namespace}/{name}", "metadata.name", "absent")
            );
        var behind = Workloads
            .SelectMany(kind => topology.OfKind(cluster, kind, @namespace))
            .Where(workload =>
                workload.Object is { } item && Selection.Selects(service, item.At("spec", "template", "metadata"))
            )
            .ToList();
        return behind.Count > 0 && behind.TrueForAll(workload => Readiness.HasNone(workload.Object ?? default))
            ? ("which has no ready Pods", Evidence.Of(behind[0], behind[0].Object, "status"))
            : null;
    }
}
