using KgRca.Contracts.Identity;

namespace KgRca.Tenancy.Usage;

/// <summary>What is counted. The values are stored.</summary>
public enum Meter
{
    /// <summary>Requests to the API.</summary>
    ApiCalls = 0,

    /// <summary>Records that were accepted.</summary>
    EventsIngested = 1,

    /// <summary>Their bytes.</summary>
    BytesIngested = 2,
}

/// <summary>How much a client used on a day.</summary>
/// <param name="Client">The client.</param>
/// <param name="Day">The day, in UTC.</param>
/// <param name="Meter">What was counted.</param>
/// <param name="Quantity">How much.</param>
public sealed record UsageRecord(TenantId Client, DateOnly Day, Meter Meter, long Quantity);
