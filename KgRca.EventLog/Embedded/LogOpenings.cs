using System.Security.Cryptography;

namespace KgRca.EventLog.Embedded;

/// <summary>The log's identity: each time that it is opened gets a number that no other log has.</summary>
internal static class LogOpenings
{
    private const string FirstBatch = """
        SELECT base_offset, data FROM batches WHERE topic_id = $1 AND partition = $2 AND last_sequence >= $3 ORDER BY next_offset LIMIT 1
        """;

    /// <summary>Adds this opening.</summary>
    /// <returns>All openings.</returns>
    public static IReadOnlyList<LogOpening> Open(LogFile file)
    {
        file.Run(
            "INSERT INTO openings (id, first_sequence) SELECT $1, value FROM meta WHERE key = 'next_sequence'",
            null,
            RandomId()
        );
        var openings = new List<LogOpening>();
        using var rows = file.Query("SELECT id, first_sequence FROM openings ORDER BY number", null);
        while (rows.Read())
            openings.Add(new LogOpening(rows.GetInt64(0), rows.GetInt64(1)));
        return openings;
    }

    /// <summary>The offset of a partition's first record from a sequence number on; its end where there is none.</summary>
    public static long FindOffset(LogFile file, TopicState topic, int partition, long sequence)
    {
        using var rows = file.Query(FirstBatch, null, topic.Id, partition, sequence);
        if (!rows.Read())
            return topic.Ends[partition];
        try
        {
            return BatchCodec.Decode(rows.GetFieldValue<byte[]>(1)).First(record => record.Sequence >= sequence).Offset;
        }
        catch (InvalidDataException)
        {
            // Whoever reads it from there is told what is wrong.
            return rows.GetInt64(0);
        }
    }

    private static long RandomId()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(bytes);
        return Math.Max(1, BitConverter.ToInt64(bytes) & long.MaxValue);
    }
}
