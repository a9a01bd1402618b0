using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Workloads;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Admission;

/// <summary>
/// Webhooks that convert custom resources from one version to another: while one cannot be asked, nobody can read the
/// resources, and each of their controllers says so.
/// </summary>
internal static class ConversionWebhooks
{
    private const string Mark = "conversion webhook for ";

    /// <summary>The workload behind the webhook where that fails, else the definition that names it.</summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology)
    {
        var start = failure.Message.IndexOf(Mark, StringComparison.OrdinalIgnoreCase) + Mark.Length;
        if (start < Mark.Length)
            return null;
        var rest = failure.Message[start..];
        foreach (var definition in topology.OfKind(failure.Subject.Cluster, "CustomResourceDefinition", null))
        {
            var spec = definition.Object?.At("spec") ?? default;
            if (
                spec.Text("group") is not { } group
                || !rest.StartsWith(group + "/", StringComparison.Ordinal)
                || spec.At("names").Text("kind") is not { } kind
                || !rest.Contains($"Kind={kind}", StringComparison.Ordinal)
            )
                continue;
            var reference = spec.At("conversion", "webhook", "clientConfig").At("service");
            var service = topology.Find(
                definition.Cluster,
                "Service",
                reference.Text("namespace") ?? "",
                reference.Text("name") ?? ""
            );
            if (
                service is not null
                && WorkloadLookup.Behind(service, topology) is { Kind: not "Service" } workload
                && WorkloadTrouble.Of(workload) is var (own, text)
            )
                return new Responsible(
                    workload,
                    own ?? Causes.Webhook,
                    $"{workload.Kind} {workload.Name} converts {kind} objects, and {text}."
                );
            return new Responsible(
                definition,
                Causes.Webhook,
                $"The conversion webhook of CustomResourceDefinition {definition.Name} cannot be asked."
            )
            {
                NextStep =
                    $"Mend spec.conversion.webhook.clientConfig of CustomResourceDefinition {definition.Name} (Service {reference.Text("namespace")}/{reference.Text("name")}, and caBundle where its certificate is not trusted): `kubectl edit crd {definition.Name}`.",
            };
        }
        return null;
    }
}
