using KgRca.EventLog;
using KgRca.Graph;

namespace KgRca.GraphBuilder.Pipelines;

/// <summary>What records came to.</summary>
/// <param name="Records">How many records, from the first, it covers; the rest is yet to be processed.</param>
/// <param name="Changes">Changes and checkpoints to commit to the graph.</param>
/// <param name="DeadLetters">Records that could not be used, to append to the dead-letter topic.</param>
/// <param name="FirstError">Why the first of them could not be used; empty when there is none.</param>
internal sealed record ProcessedBatch(
    int Records,
    GraphBatch Changes,
    List<AppendRecord> DeadLetters,
    string FirstError
);
