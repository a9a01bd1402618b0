using System.Text.Json;

namespace KgRca.Eval;

/// <summary>A capture and the answers that are right for it.</summary>
/// <param name="CaseId">Its name.</param>
/// <param name="Capture">Its file, relative to the data set's folder.</param>
/// <param name="Category">What kind of fault it is.</param>
/// <param name="Expected">The right answers; any one of them will do.</param>
/// <param name="InjectTime">When the fault was made; null where the data set does not say.</param>
internal sealed record LabelledCase(
    string CaseId,
    string Capture,
    string Category,
    IReadOnlyList<ExpectedAnswer> Expected,
    DateTimeOffset? InjectTime
)
{
    // Listed times are good to about a minute: effects are seen from 80 s before.
    private static readonly TimeSpan Uncertainty = TimeSpan.FromSeconds(90);

    /// <summary>Until when the capture is of a healthy cluster; null where that is not known.</summary>
    public DateTimeOffset? HealthyUntil => InjectTime - Uncertainty;

    /// <summary>Reads <c>labels.jsonl</c>.</summary>
    public static IEnumerable<LabelledCase> ReadAll(string path) =>
        File.ReadLines(path).Where(line => line.Length > 0).Select(Read);

    private static LabelledCase Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        return new LabelledCase(
            Text(root, "case_id"),
            Text(root, "capture"),
            Text(root, "category"),
            [.. root.GetProperty("expected").EnumerateArray().Select(ReadExpected)],
            root.TryGetProperty("inject_time", out var time) ? time.GetDateTimeOffset() : null
        );
    }

    private static ExpectedAnswer ReadExpected(JsonElement expected)
    {
        var item = expected.GetProperty("object");
        var space = item.TryGetProperty("namespace", out var value) ? value.GetString() ?? "" : "";
        return new ExpectedAnswer(
            new ObjectName(Text(item, "kind"), space, Text(item, "name")),
            Text(expected, "cause")
        );
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
