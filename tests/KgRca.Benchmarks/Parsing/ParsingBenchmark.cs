using System.Globalization;
using System.Text.Json;
using KgRca.Benchmarks.Reporting;
using KgRca.Benchmarks.Running;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;

namespace KgRca.Benchmarks.Parsing;

/// <summary>Parsing and validating a record of each topic, and refusing one, against <see cref="JsonDocument"/> on the
/// same bytes.</summary>
internal static class ParsingBenchmark
{
    private const double BytesPerMegabyte = 1e6;
    private const double NanosecondsPerSecond = 1e9;

    public static MacroBenchmark Definition { get; } =
        new("parsing", "RecordParser, one record at a time on one core", RunAsync);

    private static async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var table = new Table("record", "bytes", "ns", "MB/s", "allocated", "JsonDocument ns", "ratio");
        foreach (var topic in TopicName.GraphInputs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(table, TopicName.Suffix(topic), topic, SampleRecords.Of(topic), isValid: true);
        }
        // What a sender of nonsense costs: the serializer's exception, and a second look to name the member.
        var bad = SampleRecords.Of(DataTopic.Events).AsSpan();
        Add(
            table,
            "event, count wrong",
            DataTopic.Events,
            Replace(bad, "\"count\":9"u8, "\"count\":x"u8),
            isValid: false
        );
        Add(
            table,
            "event, severity wrong",
            DataTopic.Events,
            Replace(bad, "\"warning\""u8, "\"WARNING\""u8),
            isValid: false
        );
        await table.WriteAsync(output);
    }

    private static void Add(Table table, string name, DataTopic topic, byte[] value, bool isValid)
    {
        if (RecordParser.Parse(topic, value, SampleRecords.ReceivedAt).IsValid != isValid)
            throw new InvalidOperationException($"The sample of {name} is not what it should be.");
        var parser = Measurement.Of(() => RecordParser.Parse(topic, value, SampleRecords.ReceivedAt));
        var document = isValid ? Measurement.Of(() => JsonDocument.Parse(value).Dispose()) : default;
        table.Add(
            name,
            Text(value.Length),
            Text(parser.Nanoseconds),
            Text(value.Length / BytesPerMegabyte / (parser.Nanoseconds / NanosecondsPerSecond)),
            Text(parser.AllocatedBytes),
            isValid ? Text(document.Nanoseconds) : "-",
            isValid ? (parser.Nanoseconds / document.Nanoseconds).ToString("F2", CultureInfo.InvariantCulture) : "-"
        );
    }

    private static byte[] Replace(ReadOnlySpan<byte> text, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        var at = text.IndexOf(from);
        return [.. text[..at], .. to, .. text[(at + from.Length)..]];
    }

    private static string Text(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
