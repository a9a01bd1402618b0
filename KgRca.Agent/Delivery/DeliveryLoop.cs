using KgRca.Agent.Replay;
using KgRca.Contracts.Captures;

namespace KgRca.Agent.Delivery;

/// <summary>
/// Brings what the spool holds to the server. A record leaves the spool once the server has it; a server that is away,
/// refuses the key or is overloaded is asked again, for as long as it takes.
/// </summary>
/// <param name="spool">Where records wait.</param>
/// <param name="send">Sends them.</param>
/// <param name="heartbeats">What is said beside them.</param>
/// <param name="clock">Paces what is tried again.</param>
/// <param name="trouble">Told of refusals and of records that the server cannot use.</param>
internal sealed class DeliveryLoop(
    Spool spool,
    SendLines send,
    Heartbeats heartbeats,
    TimeProvider clock,
    Action<string> trouble
)
{
    private const int BatchRecords = 500;
    private const int BatchBytes = 1 << 20;

    private static readonly TimeSpan RefusedDelay = TimeSpan.FromSeconds(15);

    /// <summary>Records that the server has taken.</summary>
    public long Delivered { get; private set; }

    /// <summary>Records that the server could not use.</summary>
    public long Rejected { get; private set; }

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var batch = await spool.ReadAsync(BatchRecords, BatchBytes, heartbeats.Due, cancellationToken);
            if (!await SendAsync(batch, cancellationToken))
            {
                await Task.Delay(RefusedDelay, clock, cancellationToken);
                continue;
            }
            Delivered += batch.Count;
            spool.Remove(batch);
        }
    }

    private async Task<bool> SendAsync(List<SpooledRecord> batch, CancellationToken cancellationToken)
    {
        try
        {
            var lines = batch.ConvertAll(record => new Line(record.Line, record.Line.Length, record.Id));
            var isDue = heartbeats.Due == TimeSpan.Zero;
            if (isDue)
                lines.Insert(0, heartbeats.Next(Delivered));
            var rejected = await send(lines, cancellationToken);
            if (isDue)
                heartbeats.Delivered();
            foreach (var line in rejected)
                trouble($"The server rejected a record: {line.Message}");
            Rejected += rejected.Count;
            return true;
        }
        catch (ReplayException exception)
        {
            trouble(exception.Message);
            return false;
        }
    }
}
