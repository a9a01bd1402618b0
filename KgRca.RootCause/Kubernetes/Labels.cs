using System.Text.Json;

namespace KgRca.RootCause.Kubernetes;

/// <summary>Selectors of labels.</summary>
internal static class Labels
{
    /// <summary>
    /// Whether the labels under <paramref name="metadata"/> have every pair of a selector, and the selector has one.
    /// </summary>
    public static bool Match(JsonElement parent, string selector, JsonElement metadata)
    {
        var any = false;
        var labels = metadata.At("labels");
        foreach (var pair in parent.Members(selector))
        {
            any = true;
            if (pair.Value.Text() is not { } wanted || labels.Text(pair.Name) != wanted)
                return false;
        }
        return any;
    }

    /// <summary>
    /// Whether labels have what a selector of labels and expressions wants. One that wants nothing matches all.
    /// </summary>
    /// <param name="selector">A <c>LabelSelector</c>: <c>matchLabels</c> and <c>matchExpressions</c>.</param>
    /// <param name="metadata">What the labels stand under.</param>
    public static bool Matches(JsonElement selector, JsonElement metadata) =>
        (!selector.Members("matchLabels").Any() || Match(selector, "matchLabels", metadata))
        && selector
            .Items("matchExpressions")
            .All(expression => Holds(expression, metadata.At("labels").Text(expression.Text("key") ?? "")));

    /// <summary>
    /// Whether an expression of a selector holds of a label's value. One whose operator is not known does.
    /// </summary>
    public static bool Holds(JsonElement expression, string? actual) =>
        expression.Text("operator") switch
        {
            "In" => actual is not null && Values(expression).Contains(actual),
            "NotIn" => actual is null || !Values(expression).Contains(actual),
            "Exists" => actual is not null,
            "DoesNotExist" => actual is null,
            _ => true,
        };

    /// <summary>Expressions for people: <c>disk In ssd, nvme and zone Exists</c>.</summary>
    public static string Text(IEnumerable<JsonElement> expressions) =>
        string.Join(
            " and ",
            expressions.Select(expression =>
                (
                    $"{expression.Text("key")} {expression.Text("operator")} "
                    + $"{string.Join(", ", Values(expression))}"
                ).TrimEnd()
            )
        );

    private static IEnumerable<string> Values(JsonElement expression) =>
        expression.Items("values").Select(value => value.Text()).OfType<string>();

    /// <summary>A selector for people: <c>app=cart, tier=web</c>.</summary>
    public static string Text(JsonElement parent, string selector) =>
        string.Join(", ", parent.Members(selector).Select(pair => $"{pair.Name}={pair.Value.Text()}"));
}
