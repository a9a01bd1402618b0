using System.Text.Json;

namespace KgRca.RootCause.Kubernetes;

/// <summary>Required node affinity: one of its terms must match, and of a term every expression.</summary>
internal static class NodeAffinity
{
    /// <summary>The label of a node that holds its name.</summary>
    public const string Hostname = "kubernetes.io/hostname";

    /// <summary>
    /// Whether a node satisfies the requirement. An expression whose operator is not known counts as satisfied.
    /// </summary>
    public static bool Matches(JsonElement required, string nodeName, JsonElement nodeMetadata) =>
        required
            .Items("nodeSelectorTerms")
            .Any(term =>
                term.Items("matchExpressions")
                    .All(expression =>
                        Labels.Holds(expression, nodeMetadata.At("labels").Text(expression.Text("key") ?? ""))
                    ) && term.Items("matchFields").All(field => Labels.Holds(field, nodeName))
            );

    /// <summary>The nodes that the requirement names.</summary>
    public static IEnumerable<string> NodesIn(JsonElement required) =>
        required
            .Items("nodeSelectorTerms")
            .SelectMany(term =>
                term.Items("matchExpressions")
                    .Where(expression => expression.Text("key") == Hostname)
                    .Concat(term.Items("matchFields"))
            )
            .Where(expression => expression.Text("operator") == "In")
            .SelectMany(expression => expression.Items("values"))
            .Select(value => value.Text())
            .OfType<string>();

    /// <summary>The requirement for people: <c>disk In ssd, nvme</c>.</summary>
    public static string Text(JsonElement required) =>
        string.Join(
            " or ",
            required
                .Items("nodeSelectorTerms")
                .Select(term => Labels.Text(term.Items("matchExpressions").Concat(term.Items("matchFields"))))
        );
}
