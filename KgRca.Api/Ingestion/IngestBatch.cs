using System.Text.Json;
using KgRca.Api.Quotas;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.EventLog;
using KgRca.EventLog.Tenants;
using KgRca.Tenancy.Clients;

namespace KgRca.Api.Ingestion;

/// <summary>
/// Lines of a request on their way into the log: good ones into their topics, bad ones into the dead-letter topic, in
/// one append.
/// </summary>
internal sealed class IngestBatch(TenantId tenant, ClientQuota quota, PlanLimits limits, TimeProvider clock)
{
    private const int ListedErrors = 100;
    private const string OverQuota = "over_quota";

    private readonly string[] _topics =
    [
        .. Enum.GetValues<DataTopic>().Select(topic => new TopicName(tenant, topic).ToString()),
    ];
    private readonly List<AppendRecord> _records = [];
    private readonly List<LineError> _errors = [];
    private long _goodInBatch;
    private long _lastLine;
    private long? _firstKeptOut;

    /// <summary>Records that wait to be appended.</summary>
    public IReadOnlyList<AppendRecord> Records => _records;

    /// <summary>Lines that were read.</summary>
    public long Lines { get; private set; }

    /// <summary>Lines that were read and are not valid.</summary>
    public long Rejected { get; private set; }

    /// <summary>
    /// The number of the last line that is in the log; lines before it are too, the bad ones in the dead-letter topic.
    /// </summary>
    public long StoredLines { get; private set; }

    /// <summary>Good lines that are in the log.</summary>
    public long Accepted { get; private set; }

    /// <summary>Bytes that wait to be appended.</summary>
    public long WaitingBytes { get; private set; }

    /// <summary>The quota that kept lines out which may be sent again later; null where there is none.</summary>
    public QuotaUse? Quota { get; private set; }

    /// <summary>Takes a line in.</summary>
    public async ValueTask AddAsync(Line line, CancellationToken cancellationToken)
    {
        Lines++;
        _lastLine = line.Number;
        WaitingBytes += line.Bytes.Length;
        if (line.Length > RecordLimits.Bytes + LineReading.EnvelopeBytes)
        {
            await RejectAsync(
                line,
                null,
                new RecordError(
                    RecordErrorCode.TooLarge,
                    "",
                    $"The line has {line.Length} bytes; a record may have {RecordLimits.Bytes}."
                ),
                cancellationToken
            );
            return;
        }
        if (CaptureRecord.TryRead(line.Bytes, out var record) is { } malformed)
        {
            await RejectAsync(line, null, malformed, cancellationToken);
            return;
        }
        var parsed = RecordParser.Parse(record.Topic, record.Value.Span, clock.GetUtcNow());
        if (!parsed.IsValid)
        {
            var value = line with { Bytes = record.Value, Length = record.Value.Length };
            await RejectAsync(value, record.Topic, parsed.Error, cancellationToken);
            return;
        }
        var admission = await quota.AdmitAsync(parsed.Record, line.Bytes.Length, limits, cancellationToken);
        if (admission.Quota is { } reached)
        {
            KeepOut(line, record.Topic, reached, admission.IsLater);
            return;
        }
        _records.Add(
            new AppendRecord(_topics[(int)record.Topic], RecordKeys.Of(parsed.Record), record.Value, HeadersOf(record))
        );
        _goodInBatch++;
    }

    /// <summary>What waited is in the log.</summary>
    public void Stored()
    {
        Accepted += _goodInBatch;
        StoredLines = _firstKeptOut is { } first ? Math.Min(first - 1, _lastLine) : _lastLine;
        _goodInBatch = 0;
        WaitingBytes = 0;
        _records.Clear();
    }

    /// <summary>What is wrong with lines that are in the log.</summary>
    public IEnumerable<LineError> StoredErrors => _errors.Where(error => error.Line <= StoredLines);

    public IngestAnswer Answer(IReadOnlyList<QuotaUse>? near) => new(Accepted, Lines - Accepted, _errors, near);

    // No dead letter: those take room too.
    private void KeepOut(Line line, DataTopic topic, QuotaUse reached, bool isLater)
    {
        if (isLater)
        {
            Quota ??= reached;
            _firstKeptOut ??= line.Number;
            return;
        }
        if (_errors.Count < ListedErrors)
            _errors.Add(new LineError(line.Number, TopicName.Suffix(topic), OverQuota, null, $"{reached}"));
    }

    // An alert waits for as long as its rule asks, by the clock of whoever took it in. A replay is no such wait.
    private static RecordHeader[]? HeadersOf(CaptureRecord record) =>
        record.Topic == DataTopic.Alerts ? [SentTime.ToHeader(record.Time)] : null;

    private async ValueTask RejectAsync(
        Line line,
        DataTopic? topic,
        RecordError error,
        CancellationToken cancellationToken
    )
    {
        Rejected++;
        var suffix = topic is { } named ? TopicName.Suffix(named) : null;
        if (await quota.MayKeepAsync(line.Bytes.Length, limits, cancellationToken))
            _records.Add(DeadLetters.Of(tenant, default, line.Bytes, error.ToString(), suffix, length: line.Length));
        if (_errors.Count == ListedErrors)
            return;
        _errors.Add(
            new LineError(
                line.Number,
                suffix,
                JsonNamingPolicy.SnakeCaseLower.ConvertName(error.Code.ToString()),
                error.Member.Length == 0 ? null : error.Member,
                error.Message
            )
        );
    }
}

/// <summary>Limits of lines.</summary>
internal static class LineReading
{
    /// <summary>What a line may have beside the record: topic, key, time and punctuation.</summary>
    public const int EnvelopeBytes = 4 * 1024;
}
