using Microsoft.Data.Sqlite;

namespace KgRca.Graph.Storage;

/// <summary>Where a graph's file stands, and how a batch moves it on.</summary>
internal static class FileCheckpoints
{
    /// <summary>Reads where the graph stands.</summary>
    public static GraphPosition Position(GraphFile file, SqliteTransaction? transaction)
    {
        var (epoch, revision) = (0L, 0L);
        using (
            var rows = file.Query(
                "SELECT key, value FROM meta WHERE key IN ('owner_epoch', 'revision') ORDER BY key",
                transaction
            )
        )
        {
            while (rows.Read())
            {
                if (rows.GetString(0) == "revision")
                    revision = rows.GetInt64(1);
                else
                    epoch = rows.GetInt64(1);
            }
        }
        return new GraphPosition(epoch, revision, Read(file, transaction));
    }

    /// <summary>Reads the checkpoints.</summary>
    public static List<Checkpoint> Read(GraphFile file, SqliteTransaction? transaction)
    {
        var checkpoints = new List<Checkpoint>();
        using var rows = file.Query(
            "SELECT topic, partition, offset FROM checkpoints ORDER BY topic, partition",
            transaction
        );
        while (rows.Read())
            checkpoints.Add(new Checkpoint(rows.GetString(0), rows.GetInt32(1), rows.GetInt64(2)));
        return checkpoints;
    }

    /// <summary>Reads the counters of usage from an hour on.</summary>
    public static List<UsageCount> Usage(GraphFile file, DateTimeOffset from)
    {
        var usage = new List<UsageCount>();
        using var rows = file.Query(
            "SELECT hour, meter, quantity FROM usage WHERE hour >= $1 ORDER BY hour, meter",
            null,
            from.ToUnixTimeMilliseconds()
        );
        while (rows.Read())
            usage.Add(
                new UsageCount(
                    DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(0)),
                    rows.GetString(1),
                    rows.GetInt64(2)
                )
            );
        return usage;
    }

    /// <summary>
    /// Writes all of a batch but its changes: checkpoints, epoch, usage and the next revision.
    /// </summary>
    /// <returns>The revision.</returns>
    /// <exception cref="CheckpointConflictException">The graph is not where the batch expects it.</exception>
    public static long Advance(GraphFile file, SqliteTransaction transaction, string database, GraphBatch batch)
    {
        var found = Position(file, transaction);
        if (!CheckpointConflictException.Fits(batch, found))
            throw new CheckpointConflictException(database, batch, found);
        foreach (var checkpoint in batch.NewCheckpoints)
            file.Run(
                "INSERT INTO checkpoints VALUES ($1, $2, $3) ON CONFLICT DO UPDATE SET offset = excluded.offset",
                transaction,
                checkpoint.Topic,
                checkpoint.Partition,
                checkpoint.Offset
            );
        foreach (var count in batch.Usage ?? [])
            file.Run(
                "INSERT INTO usage VALUES ($1, $2, $3) ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity",
                transaction,
                count.Hour.ToUnixTimeMilliseconds(),
                count.Meter,
                count.Quantity
            );
        file.Run(
            "UPDATE meta SET value = CASE key WHEN 'revision' THEN $1 ELSE $2 END WHERE key IN ('revision', 'owner_epoch')",
            transaction,
            found.Revision + 1,
            batch.OwnerEpoch
        );
        return found.Revision + 1;
    }
}
