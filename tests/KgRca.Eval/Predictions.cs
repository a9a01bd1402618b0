using System.Text.Json;

namespace KgRca.Eval;

/// <summary>The answers as a file, a line a case.</summary>
internal static class Predictions
{
    public static void Write(string path, IEnumerable<Outcome> outcomes)
    {
        using var file = File.Create(path);
        foreach (var outcome in outcomes)
        {
            using (var writer = new Utf8JsonWriter(file))
                Write(writer, outcome);
            file.WriteByte((byte)'\n');
        }
    }

    private static void Write(Utf8JsonWriter writer, Outcome outcome)
    {
        writer.WriteStartObject();
        writer.WriteString("case_id", outcome.Case.CaseId);
        writer.WriteStartArray("ranked");
        foreach (var answer in outcome.Ranked)
        {
            writer.WriteStartObject();
            Write(writer, "object", answer.Object);
            if (answer.Workload is { } workload)
                Write(writer, "workload", workload);
            writer.WriteString("cause", answer.Cause);
            writer.WriteNumber("confidence", Math.Round(answer.Confidence, 4));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteNumber("elapsed_ms", Math.Round(outcome.Longest.TotalMilliseconds, 3));
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string property, ObjectName named)
    {
        writer.WriteStartObject(property);
        writer.WriteString("kind", named.Kind);
        if (named.Namespace.Length > 0)
            writer.WriteString("namespace", named.Namespace);
        writer.WriteString("name", named.Name);
        writer.WriteEndObject();
    }
}
