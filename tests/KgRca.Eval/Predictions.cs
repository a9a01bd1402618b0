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
        foreach (var (answer, confidence, _) in outcome.Ranked)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("object");
            writer.WriteString("kind", answer.Kind);
            if (answer.Namespace.Length > 0)
                writer.WriteString("namespace", answer.Namespace);
            writer.WriteString("name", answer.Name);
            writer.WriteEndObject();
            writer.WriteString("cause", answer.Cause);
            writer.WriteNumber("confidence", Math.Round(confidence, 4));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteNumber("elapsed_ms", Math.Round(outcome.Longest.TotalMilliseconds, 3));
        writer.WriteEndObject();
    }
}
