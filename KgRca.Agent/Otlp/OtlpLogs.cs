using System.Buffers;
using System.Text;
using System.Text.Json;
using Google.Protobuf.Collections;
using KgRca.Agent.Logs;
using KgRca.Agent.Logs.Receiving;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Otlp;

/// <summary>
/// Lines of OTLP log records. A record without the names of its Pod is refused: nobody could say what it is about.
/// </summary>
internal sealed class OtlpLogs
{
    private const int MaxDepth = 16;

    /// <summary>The lines.</summary>
    public List<LogLine> Lines { get; } = [];

    /// <summary>Records that could not be used.</summary>
    public long Rejected { get; private set; }

    /// <summary>What is wrong with the last of them.</summary>
    public string Error { get; private set; } = "";

    /// <summary>Reads a request. Never throws for bad input.</summary>
    public static OtlpLogs Read(ExportLogsServiceRequest request)
    {
        var logs = new OtlpLogs();
        foreach (var group in request.ResourceLogs)
        {
            var error = ReadSource(group.Resource?.Attributes ?? [], out var pod, out var container);
            foreach (var record in group.ScopeLogs.SelectMany(scope => scope.LogRecords))
                logs.Add(record, error, pod, container);
        }
        return logs;
    }

    private void Add(LogRecord record, string? error, ObjectReference? pod, string? container)
    {
        var text = Text(record);
        if (pod is null || text.Length == 0)
            (Rejected, Error) = (
                Rejected + 1,
                error ?? "A log record has no text: neither a body nor exception.message."
            );
        else
            Lines.Add(new LogLine(TimeOf(record), SeverityOf(record.SeverityNumber), text, pod, container));
    }

    private static string? ReadSource(
        RepeatedField<KeyValue> attributes,
        out ObjectReference? pod,
        out string? container
    )
    {
        (pod, container) = (null, attributes.Text("k8s.container.name"));
        var (name, @namespace, uid) = (
            attributes.Text("k8s.pod.name"),
            attributes.Text("k8s.namespace.name"),
            attributes.Text("k8s.pod.uid")
        );
        if (name is null || @namespace is null)
            return "A resource does not identify the Pod of its log records: "
                + $"{(name is null ? "k8s.pod.name" : "k8s.namespace.name")} is missing. The collector's "
                + "k8sattributes processor adds it.";
        if (
            (
                LogElement.NameError(name)
                ?? LogElement.NameError(@namespace)
                ?? LogElement.NameError(container)
                ?? LogElement.NameError(uid)
            ) is
            { } error
        )
            return $"A resource {error}.";
        pod = new ObjectReference("Pod", name, @namespace, uid);
        return null;
    }

    // An exception's attributes are what its SDK would else have written as text.
    // https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-logs
    private static string Text(LogRecord record)
    {
        var text = record.Body is null ? "" : Text(record.Body);
        var (type, message, trace) = (
            record.Attributes.Text("exception.type"),
            record.Attributes.Text("exception.message"),
            record.Attributes.Text("exception.stacktrace")
        );
        var exception = trace ?? (type is null || message is null ? type ?? message : $"{type}: {message}");
        return exception is null ? text
            : text.Length == 0 ? exception
            : $"{text}\n{exception}";
    }

    private static string Text(AnyValue value)
    {
        if (value.ValueCase == AnyValue.ValueOneofCase.StringValue)
            return value.StringValue;
        if (value.ValueCase == AnyValue.ValueOneofCase.None)
            return "";
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            Write(json, value, 0);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, AnyValue value, int depth)
    {
        switch (value.ValueCase)
        {
            case AnyValue.ValueOneofCase.StringValue:
                json.WriteStringValue(value.StringValue);
                break;
            case AnyValue.ValueOneofCase.BoolValue:
                json.WriteBooleanValue(value.BoolValue);
                break;
            case AnyValue.ValueOneofCase.IntValue:
                json.WriteNumberValue(value.IntValue);
                break;
            case AnyValue.ValueOneofCase.DoubleValue when double.IsFinite(value.DoubleValue):
                json.WriteNumberValue(value.DoubleValue);
                break;
            case AnyValue.ValueOneofCase.ArrayValue when depth < MaxDepth:
                json.WriteStartArray();
                foreach (var item in value.ArrayValue.Values)
                    Write(json, item, depth + 1);
                json.WriteEndArray();
                break;
            case AnyValue.ValueOneofCase.KvlistValue when depth < MaxDepth:
                json.WriteStartObject();
                foreach (var member in value.KvlistValue.Values)
                {
                    json.WritePropertyName(member.Key);
                    Write(json, member.Value ?? new AnyValue(), depth + 1);
                }
                json.WriteEndObject();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private static DateTimeOffset? TimeOf(LogRecord record)
    {
        var nanoseconds = record.TimeUnixNano > 0 ? record.TimeUnixNano : record.ObservedTimeUnixNano;
        return nanoseconds > 0 ? DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / 100)) : null;
    }

    // https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
    private static Severity? SeverityOf(int number) =>
        number switch
        {
            >= 1 and <= 8 => Severity.Debug,
            >= 9 and <= 12 => Severity.Info,
            >= 13 and <= 16 => Severity.Warning,
            >= 17 and <= 20 => Severity.Error,
            >= 21 and <= 24 => Severity.Critical,
            _ => null,
        };
}
