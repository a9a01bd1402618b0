using KgRca.Agent.Delivery;

namespace KgRca.Agent.Logs;

/// <summary>Makes few records of many lines: what has signal passes, the rest is counted. Thread-safe.</summary>
/// <param name="cluster">The cluster's name in records.</param>
/// <param name="intake">Takes the records.</param>
/// <param name="clock">Times counts and joins.</param>
internal sealed class LogReducer(string cluster, RecordIntake intake, TimeProvider clock)
{
    /// <summary>Takes in lines that came together. A batch that is sent again counts once where its lines bear a time.</summary>
    public void Add(params ReadOnlySpan<LogLine> lines) => throw new NotSupportedException($"{cluster} {intake} {clock} {lines.Length}");

    /// <summary>Ends when the records made so far are on disk.</summary>
    public Task SaveAsync(CancellationToken cancellationToken) => throw new NotSupportedException($"{cluster} {intake} {clock}");

    /// <summary>Completes joins and counts as their time comes, until it is cancelled; then what is left.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => throw new NotSupportedException($"{cluster} {intake} {clock}");
}
