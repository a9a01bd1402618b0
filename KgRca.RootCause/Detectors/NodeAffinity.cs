using System.Text.Json;

namespace KgRca.RootCause.Detectors;

/// <summary>Required node affinity: one of its terms must match, and of a term every expression.</summary>
internal static class NodeAffinity
{
    /// <summary>Whether a node satisfies the requirement. An expression whose operator is not known counts as satisfied.</summary>
    public static bool Matches(JsonElement required, string nodeName, JsonElement nodeMetadata) =>
        required.Items("nodeSelectorTerms").Any(term =>
            term.Items("matchExpressions").All(expression => Holds(expression, nodeMetadata.At("labels").Text(expression.Text("key") ?? ""))) &&
            term.Items("matchFields").All(field => Holds(field, nodeName)));

    /// <summary>The requirement for people: <c>disk In ssd, nvme</c>.</summary>
    public static string Text(JsonElement required) => string.Join(" or ", required.Items("nodeSelectorTerms").Select(term =>
        string.Join(" and ", term.Items("matchExpressions").Concat(term.Items("matchFields"))
            .Select(expression => $"{expression.Text("key")} {expression.Text("operator")} {string.Join(", ", Values(expression))}".TrimEnd()))));

    private static bool Holds(JsonElement expression, string? actual) => expression.Text("operator") switch
    {
        "In" => actual is not null && Values(expression).Contains(actual),
        "NotIn" => actual is null || !Values(expression).Contains(actual),
        "Exists" => actual is not null,
        "DoesNotExist" => actual is null,
        _ => true,
    };

    private static IEnumerable<string> Values(JsonElement expression) => expression.Items("values").Select(value => value.Text()).OfType<string>();
}
