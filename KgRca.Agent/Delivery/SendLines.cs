using KgRca.Agent.Replay;
using KgRca.Contracts.Captures;

namespace KgRca.Agent.Delivery;

/// <summary>Brings lines of a capture to where they belong, and ends once they are there.</summary>
/// <param name="lines">The lines, in their order.</param>
/// <param name="cancellationToken">Ends it.</param>
/// <returns>Those that cannot be used; they are not to be sent again.</returns>
/// <exception cref="ReplayException">They are refused, or cannot be brought there now; the message says why, and
/// perhaps what to do.</exception>
internal delegate Task<IReadOnlyList<RejectedLine>> SendLines(
    IReadOnlyList<Line> lines,
    CancellationToken cancellationToken
);
