using System.Globalization;

namespace KgRca.Graph;

/// <summary>
/// A batch was not applied, because the graph is not where its writer left it: another owner has written, or the batch
/// itself was applied and its acknowledgement lost. The writer drops what it holds in memory and reads the graph again;
/// where <see cref="IsSuperseded"/>, it gives the graph up.
/// </summary>
/// <param name="database">The graph.</param>
/// <param name="batch">What was to be applied.</param>
/// <param name="found">Where the graph stands.</param>
public sealed class CheckpointConflictException(string database, GraphBatch batch, GraphPosition found)
    : Exception(Describe(database, batch, found))
{
    /// <summary>The epoch of the writer.</summary>
    public long OwnerEpoch { get; } = batch.OwnerEpoch;

    /// <summary>Where the graph stands.</summary>
    public GraphPosition Found { get; } = found;

    /// <summary>Whether an owner with a later epoch has written: the graph is no longer the writer's.</summary>
    public bool IsSuperseded => Found.OwnerEpoch > OwnerEpoch;

    /// <summary>Whether a graph is where a batch expects it.</summary>
    public static bool Fits(GraphBatch batch, GraphPosition found) =>
        found.OwnerEpoch <= batch.OwnerEpoch && FirstDifference(batch, found) is null;

    private static Checkpoint? FirstDifference(GraphBatch batch, GraphPosition found)
    {
        foreach (var expected in batch.ExpectedCheckpoints)
            if (found.OffsetOf(expected) != expected.Offset)
                return expected;
        return null;
    }

    private static string Describe(string database, GraphBatch batch, GraphPosition found)
    {
        if (found.OwnerEpoch > batch.OwnerEpoch)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The graph {database} has a newer owner: expected epoch {batch.OwnerEpoch}, found {found.OwnerEpoch}."
            );
        if (FirstDifference(batch, found) is not { } expected)
            return $"The graph {database} was written by another.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The graph {database} was written by another: expected offset {expected.Offset} of {expected.Topic}/{expected.Partition}, found {found.OffsetOf(expected)}."
        );
    }
}
