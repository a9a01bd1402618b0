using KgRca.Graph;
using KgRca.Tenancy.Usage;

namespace KgRca.GraphBuilder.Metering;

/// <summary>What graphs call the meters.</summary>
internal static class UsageMeters
{
    /// <summary><see cref="Meter.EventsIngested"/>.</summary>
    public const string Records = "events_ingested";

    /// <summary><see cref="Meter.BytesIngested"/>.</summary>
    public const string Bytes = "bytes_ingested";

    /// <summary>The meter of a graph's counter.</summary>
    public static Meter MeterOf(UsageCount count) =>
        count.Meter switch
        {
            Records => Meter.EventsIngested,
            Bytes => Meter.BytesIngested,
            _ => throw new ArgumentOutOfRangeException(nameof(count), count.Meter, "No such meter."),
        };
}
