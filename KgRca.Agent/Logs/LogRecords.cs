using System.Buffers;
using System.Globalization;
using System.Text.Json;
using KgRca.Agent.Logs.Reading;
using KgRca.Agent.Normalization;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Logs;

/// <summary>What lines say that are sent as one event.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">The text.</param>
/// <param name="First">When the first was written.</param>
/// <param name="Last">When the last was written.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Occurrence">Tells events of one time and text apart.</param>
internal readonly record struct LogStatement(
    Severity Severity,
    string Message,
    DateTimeOffset First,
    DateTimeOffset Last,
    int Count,
    int Occurrence
);

/// <summary>Makes records of lines. Not thread-safe.</summary>
/// <param name="cluster">The cluster's name in records.</param>
/// <param name="clock">Gives the time of records.</param>
internal sealed class LogRecords(string cluster, TimeProvider clock)
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(12);

    private static readonly string[] Reasons = [.. Enum.GetNames<Severity>().Select(name => $"Log{name}")];

    private readonly ArrayBufferWriter<byte> _buffer = new(4 * 1024);

    /// <summary>Makes a record.</summary>
    public CaptureRecord Make(ObjectReference subject, string? container, in LogStatement statement)
    {
        var message = LineText.Shorten(SecretMask.Apply(statement.Message), LogLimits.Message);
        var id = Id(subject, container, statement, message);
        var made = new Event(
            id,
            statement.Last,
            cluster,
            EventSource.K8sLog,
            statement.Severity,
            Reasons[(int)statement.Severity],
            message,
            subject,
            statement.Count > 1 ? statement.First : null,
            statement.Count,
            container
        );
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true }))
            JsonSerializer.Serialize(json, made, WireJson.Default.Event);
        return new CaptureRecord(DataTopic.Logs, id, clock.GetUtcNow(), _buffer.WrittenSpan.ToArray());
    }

    /// <summary>A time that a record may bear: what lies too far from now is now.</summary>
    public static DateTimeOffset Plausible(DateTimeOffset? time, DateTimeOffset now) =>
        time is { } at && at >= RecordLimits.EarliestTime && at - now < ClockTolerance ? at : now;

    // The same line of the same container has the same id, whichever agent reads it, and whether or not it knows the
    // Pod's uid.
    private static string Id(ObjectReference subject, string? container, in LogStatement statement, string message) =>
        EventIds.Of(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{subject.Kind}/{subject.Namespace}/{subject.Name}/{container}\n{statement.First.UtcTicks}\n{statement.Last.UtcTicks}\n"
                    + $"{statement.Count}\n{statement.Occurrence}\n{message}"
            )
        );
}
