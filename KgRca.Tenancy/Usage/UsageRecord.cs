using KgRca.Contracts.Identity;

namespace KgRca.Tenancy.Usage;

/// <summary>What is counted. The values are stored.</summary>
public enum Meter
{
    /// <summary>Requests to the API.</summary>
    ApiCalls = 0,

    /// <summary>Records that became part of the graph.</summary>
    EventsIngested = 1,

    /// <summary>The bytes of their values.</summary>
    BytesIngested = 2,
}

/// <summary>How much a client used on a day.</summary>
/// <param name="Client">The client.</param>
/// <param name="Day">The day, in UTC.</param>
/// <param name="Meter">What was counted.</param>
/// <param name="Quantity">How much.</param>
public sealed record UsageRecord(TenantId Client, DateOnly Day, Meter Meter, long Quantity);

/// <summary>
/// What one source has counted in an hour in all. Storing it again, or an older total of the same hour after it, changes
/// nothing.
/// </summary>
/// <param name="Client">The client.</param>
/// <param name="Hour">The hour, in UTC.</param>
/// <param name="Meter">What was counted.</param>
/// <param name="Quantity">How much.</param>
public readonly record struct HourTotal(TenantId Client, DateTimeOffset Hour, Meter Meter, long Quantity);
