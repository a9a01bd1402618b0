using System.Text.Json;
using KgRca.Agent.Logs.Reading;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Logs.Receiving;

/// <summary>
/// Reads an element of what Vector's <c>http</c> sink or Fluent Bit's <c>http</c> output sends: a line with the names
/// of its Pod and container under <c>kubernetes</c>, or a line of a Node's journal. Not thread-safe; used for one
/// element after the other.
/// </summary>
internal sealed class LogElement
{
    private readonly JsonLog _json = new();
    private string? _pod;
    private string? _namespace;
    private string? _container;
    private string? _uid;
    private string? _host;
    private string? _unit;

    /// <summary>Reads the object whose beginning the reader is at, to its end.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="line">The line, where the result is null.</param>
    /// <returns>What is wrong with the element, or null.</returns>
    public string? Read(ref Utf8JsonReader reader, out LogLine? line)
    {
        line = null;
        _json.Clear();
        _pod = _namespace = _container = _uid = _host = _unit = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            ReadMember(ref reader);
        if (_json.Message() is not { } message)
            return "has neither message nor log";
        var isPod = _pod is not null;
        if (!isPod && (_unit is null || _host is null))
            return "does not identify its Pod: kubernetes.pod_name is missing";
        if (isPod && _namespace is null)
            return "does not identify its Pod: kubernetes.pod_namespace (Vector) or kubernetes.namespace_name "
                + "(Fluent Bit) is missing";
        if (
            (
                NameError(_pod ?? _host)
                ?? NameError(_namespace)
                ?? NameError(_container)
                ?? NameError(_uid)
                ?? NameError(_unit)
            ) is
            { } error
        )
            return error;
        var subject = isPod ? new ObjectReference("Pod", _pod!, _namespace, _uid) : new ObjectReference("Node", _host!);
        line = new LogLine(_json.Time, _json.Severity, message, subject, isPod ? _container : _unit);
        return null;
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("kubernetes"u8))
            ReadSource(ref reader);
        else if (reader.ValueTextEquals("host"u8) || reader.ValueTextEquals("_HOSTNAME"u8))
            _host = Text(ref reader) ?? _host;
        else if (reader.ValueTextEquals("SYSLOG_IDENTIFIER"u8))
            _unit = Text(ref reader) ?? _unit;
        else if (reader.ValueTextEquals("_SYSTEMD_UNIT"u8))
            _unit ??= Text(ref reader);
        else
            _json.ReadMember(ref reader);
    }

    private void ReadSource(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("pod_name"u8))
                _pod = Text(ref reader);
            else if (reader.ValueTextEquals("pod_namespace"u8) || reader.ValueTextEquals("namespace_name"u8))
                _namespace = Text(ref reader);
            else if (reader.ValueTextEquals("container_name"u8))
                _container = Text(ref reader);
            else if (reader.ValueTextEquals("pod_uid"u8) || reader.ValueTextEquals("pod_id"u8))
                _uid = Text(ref reader);
            else
                reader.TrySkip();
        }
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString() is { Length: > 0 } text ? text : null;
        reader.Skip();
        return null;
    }

    /// <summary>
    /// What is wrong with a name by the contract, or null. Nothing else of an element can make a record that is
    /// refused.
    /// </summary>
    public static string? NameError(string? name) =>
        name is null ? null
        : name.Length > RecordLimits.NameLength ? $"has a name of more than {RecordLimits.NameLength} characters"
        : name.Contains('/', StringComparison.Ordinal) || HasControl(name)
            ? "has a name with a slash or a control character"
        : null;

    private static bool HasControl(ReadOnlySpan<char> name) =>
        name.ContainsAnyInRange('\0', '\x1f') || name.ContainsAnyInRange('\x7f', '\x9f');
}
