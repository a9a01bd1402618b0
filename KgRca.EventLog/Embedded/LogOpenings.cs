using System.Security.Cryptography;

namespace KgRca.EventLog.Embedded;

/// <summary>The log's identity: each time that it is opened gets a number that no other log has.</summary>
internal static class LogOpenings
{
    private const string FirstBatch = """
        SELECT base_offset, data FROM batches WHERE topic_id = $1 AND partition = $2 AND last_sequence >= $3 ORDER BY next_offset LIMIT 1
        """;

    // More than members come and go while a log is open, in case the clock has gone back when it is opened again.
    private const long EpochsOfAnOpening = 1_000;

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

    /// <summary>
    /// The first epoch of this opening: above those of the openings before, and above those of a log that was lost, by
    /// the clock.
    /// </summary>
    public static long NextEpoch(LogFile file, DateTimeOffset now)
    {
        var last = (long)(file.Scalar("SELECT value FROM meta WHERE key = 'epoch'", null) ?? 0L);
        var next = Math.Max(last + EpochsOfAnOpening, now.ToUnixTimeMilliseconds());
        file.Run("UPDATE meta SET value = $1 WHERE key = 'epoch'", null, next);
        return next;
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
