using KgRca.Contracts.Records;

namespace KgRca.Agent.Logs;

/// <summary>A line that a container has written, as a collector has passed it on.</summary>
/// <param name="Time">When it was written, as the container runtime or the collector says; null where only the line
/// itself may tell.</param>
/// <param name="Severity">What the sender says of it; null where only the line itself may tell.</param>
/// <param name="Message">The text. It may be a line of JSON, logfmt, klog or CRI format, and may hold several lines
/// that belong together.</param>
/// <param name="Subject">The Pod that has written it, or the Node. Its names are such as a record may bear.</param>
/// <param name="Container">The container, or the Node's unit.</param>
internal sealed record LogLine(
    DateTimeOffset? Time,
    Severity? Severity,
    string Message,
    ObjectReference Subject,
    string? Container
);
