using System.Text.Json;

namespace KgRca.Eval;

/// <summary>An object and a cause.</summary>
internal sealed record Answer(string Kind, string Namespace, string Name, string Cause)
{
    /// <summary>Whether both name one object.</summary>
    public bool SameObject(Answer other) => (Kind, Namespace, Name) == (other.Kind, other.Namespace, other.Name);
}

/// <summary>A capture and the answer that is right for it.</summary>
/// <param name="CaseId">Its name.</param>
/// <param name="Capture">Its file, relative to the data set's folder.</param>
/// <param name="Category">What kind of fault it is.</param>
/// <param name="Expected">The right answer.</param>
/// <param name="InjectTime">When the fault was made; null where the data set does not say.</param>
internal sealed record LabelledCase(
    string CaseId,
    string Capture,
    string Category,
    Answer Expected,
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
        var expected = root.GetProperty("expected")[0];
        var item = expected.GetProperty("object");
        return new LabelledCase(
            Text(root, "case_id"),
            Text(root, "capture"),
            Text(root, "category"),
            new Answer(
                Text(item, "kind"),
                item.TryGetProperty("namespace", out var value) ? value.GetString() ?? "" : "",
                Text(item, "name"),
                Text(expected, "cause")
            ),
            root.TryGetProperty("inject_time", out var time) ? time.GetDateTimeOffset() : null
        );
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
