using KgRca.Contracts.Captures;

namespace KgRca.Agent.Delivery;

/// <summary>
/// Takes records that are to be delivered. It ends once they are on disk: whoever sent them may then forget them.
/// </summary>
/// <param name="records">The records, in their order.</param>
/// <param name="cancellationToken">Ends the wait; the records may be taken nevertheless.</param>
internal delegate Task RecordIntake(IReadOnlyList<CaptureRecord> records, CancellationToken cancellationToken);
