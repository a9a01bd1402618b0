namespace KgRca.EventLog.Embedded.Maintenance;

/// <summary>Joins neighbouring batches of few records, which compress badly and cost a row each.</summary>
internal sealed class SmallBatches(LogFile file, TopicState topic, int partition)
{
    private const int BatchesAtOnce = 1_000;

    // The last run of a partition may still grow. Joined at every look, each of its records would be written again and again.
    private const int WorthJoining = 8;

    /// <summary>Joins the small batches from an offset on.</summary>
    /// <returns>Where to go on the next time.</returns>
    public async Task<long> JoinAsync(BatchRewriter rewriter, long from, CancellationToken cancellationToken)
    {
        while (true)
        {
            var batches = ReadHeads(from);
            var runs = Runs(batches);
            foreach (var run in runs)
            {
                var isLast = run == runs[^1];
                if (run.Count >= (isLast ? WorthJoining : 2)) await JoinAsync(rewriter, run, cancellationToken);
                if (!isLast) from = run[^1].NextOffset;
            }
            if (batches.Count < BatchesAtOnce) return from;
            // A thousand small batches are more than one run, so this goes forward.
        }
    }

    private List<BatchHead> ReadHeads(long from)
    {
        var heads = new List<BatchHead>();
        using var rows = file.Query(
            "SELECT next_offset, records FROM batches WHERE topic_id = $1 AND partition = $2 AND next_offset > $3 ORDER BY next_offset LIMIT $4",
            null, topic.Id, partition, from, BatchesAtOnce);
        while (rows.Read()) heads.Add(new BatchHead(rows.GetInt64(0), rows.GetInt32(1)));
        return heads;
    }

    private static List<List<BatchHead>> Runs(List<BatchHead> batches)
    {
        var runs = new List<List<BatchHead>>();
        var records = 0;
        foreach (var batch in batches)
        {
            if (runs.Count == 0 || records + batch.Records > Batch.FullRecords)
            {
                runs.Add([]);
                records = 0;
            }
            runs[^1].Add(batch);
            records += batch.Records;
        }
        return runs;
    }

    private async Task JoinAsync(BatchRewriter rewriter, List<BatchHead> run, CancellationToken cancellationToken)
    {
        var records = new List<StoredRecord>();
        try
        {
            foreach (var batch in run) records.AddRange(BatchCodec.Decode(ReadData(batch.NextOffset)));
        }
        catch (InvalidDataException)
        {
            // A damaged batch stays as it is: its reader says where, and an operator may still mend the file.
            return;
        }
        await rewriter.ReplaceAsync(topic, partition, [.. run.Select(batch => batch.NextOffset)], records, cancellationToken);
    }

    private byte[] ReadData(long nextOffset) =>
        (byte[]?)file.Scalar("SELECT data FROM batches WHERE topic_id = $1 AND partition = $2 AND next_offset = $3", null, topic.Id, partition, nextOffset) ?? [];

    private readonly record struct BatchHead(long NextOffset, int Records);
}
