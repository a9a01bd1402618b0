using System.Text.Json;

namespace KgRca.Eval;

/// <summary>An object and a cause.</summary>
internal sealed record Answer(string Kind, string Namespace, string Name, string Cause)
{
    /// <summary>Whether both name one object.</summary>
    public bool SameObject(Answer other) => (Kind, Namespace, Name) == (other.Kind, other.Namespace, other.Name);
}

/// <summary>A capture and the answer that is right for it.</summary>
internal sealed record LabelledCase(string CaseId, string Capture, string Category, Answer Expected)
{
    /// <summary>Reads <c>labels.jsonl</c>.</summary>
    public static IEnumerable<LabelledCase> ReadAll(string path) => File.ReadLines(path).Where(line => line.Length > 0).Select(Read);

    private static LabelledCase Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var expected = root.GetProperty("expected")[0];
        var item = expected.GetProperty("object");
        return new LabelledCase(
            Text(root, "case_id"), Text(root, "capture"), Text(root, "category"),
            new Answer(Text(item, "kind"), item.TryGetProperty("namespace", out var value) ? value.GetString() ?? "" : "", Text(item, "name"), Text(expected, "cause")));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
