using System.Buffers;
using System.Text.Json;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Parsing;

/// <summary>The rules of the wire format that types alone cannot express. Each check gives the first error, or null.</summary>
internal static class RecordValidator
{
    private static readonly SearchValues<char> KindCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    public static RecordError? Check(Event record, bool isLog, DateTimeOffset receivedAt) =>
        Text(record.EventId, "event_id") ??
        Time(record.EventTime, "event_time", receivedAt) ??
        (record.FirstTime is { } first ? Time(first, "first_time", receivedAt) : null) ??
        (record.FirstTime > record.EventTime ? Invalid("first_time", "must not be after event_time") : null) ??
        (record.Count < 1 ? Invalid("count", "must be at least 1") : null) ??
        PathSegment(record.Cluster, "cluster") ??
        (isLog && record.Source != EventSource.K8sLog ? Invalid("source", "must be k8s.log in this topic") : null) ??
        Text(record.Reason, "reason") ??
        Reference(record.Subject, "subject") ??
        LabelCount(record.Labels, "labels");

    public static RecordError? Check(Edge record, DateTimeOffset receivedAt) =>
        Time(record.ObservedAt, "observed_at", receivedAt) ??
        PathSegment(record.Cluster, "cluster") ??
        Reference(record.From, "from") ??
        Reference(record.To, "to");

    public static RecordError? Check(AlertGroup record, DateTimeOffset receivedAt)
    {
        if (record.Version != "4") return Invalid("version", "must be \"4\"");
        for (var i = 0; i < record.Alerts.Count; i++)
        {
            var alert = record.Alerts[i];
            var error = Time(alert.StartsAt, $"alerts[{i}].startsAt", receivedAt) ??
                LabelCount(alert.Labels, $"alerts[{i}].labels") ??
                LabelCount(alert.Annotations, $"alerts[{i}].annotations") ??
                (alert.Labels.GetValueOrDefault("alertname") is { Length: > 0 } name
                    ? Text(name, $"alerts[{i}].labels.alertname")
                    : new RecordError(RecordErrorCode.MissingMember, $"alerts[{i}].labels.alertname", "is required"));
            if (error is not null) return error;
        }
        return null;
    }

    public static RecordError? Check(Resource record, ReadOnlySpan<byte> value, DateTimeOffset receivedAt)
    {
        if (Time(record.ObservedAt, "observed_at", receivedAt) is { } time) return time;
        if (PathSegment(record.Cluster, "cluster") is { } cluster) return cluster;
        var item = record.Object;
        if (item.ValueKind != JsonValueKind.Object) return Invalid("object", "must be a JSON object");
        // An escaped lone surrogate is valid JSON that no string can hold. It is rare, so only records with \ud… are walked.
        if (ContainsEither(value, "\\ud"u8, "\\uD"u8) && !StringsAreReadable(item)) return Invalid("object", "has a string with half of a surrogate pair");
        return String(item, "apiVersion", "object.apiVersion", required: true) ??
            String(item, "kind", "object.kind", required: true) ??
            Metadata(item) ??
            Reference(record.Reference(), "object.metadata", kindMember: "object.kind");
    }

    private static RecordError? Metadata(JsonElement item)
    {
        if (!item.TryGetProperty("metadata"u8, out var metadata))
            return new RecordError(RecordErrorCode.MissingMember, "object.metadata", "is required");
        if (metadata.ValueKind != JsonValueKind.Object) return Invalid("object.metadata", "must be a JSON object");
        return String(metadata, "name", "object.metadata.name", required: true) ??
            String(metadata, "namespace", "object.metadata.namespace", required: false) ??
            String(metadata, "uid", "object.metadata.uid", required: false);
    }

    private static RecordError? String(JsonElement parent, string name, string member, bool required)
    {
        if (!parent.TryGetProperty(name, out var child))
            return required ? new RecordError(RecordErrorCode.MissingMember, member, "is required") : null;
        return child.ValueKind == JsonValueKind.String ? null : Invalid(member, "must be a string");
    }

    private static RecordError? Reference(ObjectReference reference, string member, string? kindMember = null) =>
        Kind(reference.Kind, kindMember ?? $"{member}.kind") ??
        PathSegment(reference.Name, $"{member}.name") ??
        (string.IsNullOrEmpty(reference.Namespace) ? null : PathSegment(reference.Namespace, $"{member}.namespace")) ??
        (reference.Uid?.Length > RecordLimits.NameLength ? Invalid($"{member}.uid", $"must have at most {RecordLimits.NameLength} characters") : null);

    private static RecordError? Kind(string kind, string member) =>
        kind.Length is > 0 and <= 63 && char.IsAsciiLetterUpper(kind[0]) && !kind.AsSpan().ContainsAnyExcept(KindCharacters)
            ? null
            : Invalid(member, "must be a Kubernetes kind, such as Pod: letters and digits, beginning with a capital");

    private static RecordError? PathSegment(string text, string member) =>
        Text(text, member) ?? (text.Contains('/', StringComparison.Ordinal) ? Invalid(member, "must not contain a slash") : null);

    private static RecordError? Text(string text, string member)
    {
        if (text.Length == 0) return Invalid(member, "must not be empty");
        if (text.Length > RecordLimits.NameLength) return Invalid(member, $"must have at most {RecordLimits.NameLength} characters");
        foreach (var character in text)
            if (char.IsControl(character)) return Invalid(member, "must not contain control characters");
        return null;
    }

    private static RecordError? LabelCount(IReadOnlyDictionary<string, string>? labels, string member) =>
        labels?.Count > RecordLimits.Labels ? Invalid(member, $"has {labels.Count} entries; at most {RecordLimits.Labels} are allowed") : null;

    private static RecordError? Time(DateTimeOffset time, string member, DateTimeOffset receivedAt)
    {
        if (time < RecordLimits.EarliestTime)
            return new RecordError(RecordErrorCode.TimeOutOfRange, member, "is before Kubernetes existed (June 2014)");
        return time > receivedAt + RecordLimits.ClockTolerance
            ? new RecordError(RecordErrorCode.TimeOutOfRange, member, "lies more than a day after the record was received")
            : null;
    }

    private static RecordError Invalid(string member, string message) => new(RecordErrorCode.InvalidValue, member, message);

    private static bool ContainsEither(ReadOnlySpan<byte> value, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        value.IndexOf(first) >= 0 || value.IndexOf(second) >= 0;

    private static bool StringsAreReadable(JsonElement element)
    {
        try
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.String:
                    _ = element.GetString();
                    return true;
                case JsonValueKind.Array:
                    return element.EnumerateArray().All(StringsAreReadable);
                case JsonValueKind.Object:
                    return element.EnumerateObject().All(property => property.Name is not null && StringsAreReadable(property.Value));
                default:
                    return true;
            }
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
