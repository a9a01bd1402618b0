using System.Globalization;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;

namespace KgRca.EventLog.Tenants;

/// <summary>Records that could not be used, kept as they came.</summary>
public static class DeadLetters
{
    /// <summary>The header with what is wrong.</summary>
    public const string ErrorHeader = "kgrca-error";

    /// <summary>The header with the topic that the record was meant for, such as <c>events.normalized</c>.</summary>
    public const string TopicHeader = "kgrca-topic";

    /// <summary>
    /// The header with the place that the record was read from, <c>partition:offset</c>; of two letters with one place
    /// one is a repetition.
    /// </summary>
    public const string SourceHeader = "kgrca-source";

    /// <summary>The header with a record's length in bytes, where only its beginning was kept.</summary>
    public const string TruncatedHeader = "kgrca-truncated";

    private const int KeptBytes = 64 * 1024;

    /// <summary>A dead letter.</summary>
    /// <param name="tenant">Whose record it is.</param>
    /// <param name="key">The record's key.</param>
    /// <param name="value">Its bytes; of more than 1 MiB the first 64 KiB are kept.</param>
    /// <param name="error">What is wrong with it.</param>
    /// <param name="topic">The suffix of the topic that it was meant for; null where it named none.</param>
    /// <param name="partition">The partition it was read from; null where it never was in a topic.</param>
    /// <param name="offset">Its offset there.</param>
    /// <param name="length">Its length, where <paramref name="value"/> is only the beginning of it.</param>
    public static AppendRecord Of(
        TenantId tenant,
        ReadOnlyMemory<byte> key,
        ReadOnlyMemory<byte> value,
        string error,
        string? topic = null,
        int? partition = null,
        long offset = 0,
        long? length = null
    )
    {
        var headers = new List<RecordHeader>(4) { new(ErrorHeader, error) };
        if (topic is not null)
            headers.Add(new RecordHeader(TopicHeader, topic));
        if (partition is not null)
            headers.Add(
                new RecordHeader(SourceHeader, string.Create(CultureInfo.InvariantCulture, $"{partition}:{offset}"))
            );
        var whole = length ?? value.Length;
        if (whole > RecordLimits.Bytes)
            headers.Add(new RecordHeader(TruncatedHeader, whole.ToString(CultureInfo.InvariantCulture)));
        var kept = whole > RecordLimits.Bytes ? value[..Math.Min(value.Length, KeptBytes)] : value;
        return new AppendRecord(new TopicName(tenant, DataTopic.DeadLetter).ToString(), key, kept, headers);
    }
}
