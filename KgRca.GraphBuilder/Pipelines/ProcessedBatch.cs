using KgRca.Contracts.Graphs;
using KgRca.EventLog;
using KgRca.Graph;

namespace KgRca.GraphBuilder.Pipelines;

/// <summary>What records came to.</summary>
/// <param name="Records">How many records, from the first, it covers; the rest is yet to be processed.</param>
/// <param name="Changes">Changes to commit to the graph.</param>
/// <param name="Checkpoints">Checkpoints to commit with them.</param>
/// <param name="Usage">What was accepted, by hour, to commit with them.</param>
/// <param name="DeadLetters">Records that could not be used, to append to the dead-letter topic.</param>
/// <param name="FirstError">Why the first of them could not be used; empty when there is none.</param>
internal sealed record ProcessedBatch(
    int Records,
    IReadOnlyList<GraphChange> Changes,
    IReadOnlyList<Checkpoint> Checkpoints,
    IReadOnlyList<UsageCount> Usage,
    List<AppendRecord> DeadLetters,
    string FirstError
);
