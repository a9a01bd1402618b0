using Microsoft.Extensions.Configuration;

namespace KgRca.Tenancy.Clients;

/// <summary>
/// The limits of each plan. A setting <c>KgRca:Plans:{plan}:{limit}</c>, such as <c>KgRca:Plans:Pro:Resources</c>,
/// replaces a value.
/// </summary>
public sealed class Plans
{
    private const long Gibibyte = 1L << 30;

    private readonly PlanLimits[] _limits;

    /// <summary>The plans with the settings of a section.</summary>
    /// <exception cref="InvalidOperationException">A setting is no positive number.</exception>
    public Plans(IConfiguration? settings = null) =>
        _limits = [
            .. Enum.GetValues<Plan>().Select(plan => With(Defaults[(int)plan], settings?.GetSection(plan.ToString()))),
        ];

    /// <summary>The values, in the order of <see cref="Plan"/>.</summary>
    private static PlanLimits[] Defaults { get; } =
    [
        new()
        {
            RequestsPerMinute = 100,
            FailOpen = false,
            Partitions = 1,
            Keys = 10,
            Clusters = 2,
            Resources = 5_000,
            Episodes = 200_000,
            StoredBytes = Gibibyte,
        },
        new()
        {
            RequestsPerMinute = 1_000,
            FailOpen = true,
            Partitions = 2,
            Keys = 25,
            Clusters = 10,
            Resources = 25_000,
            Episodes = 1_000_000,
            StoredBytes = 5 * Gibibyte,
        },
        new()
        {
            RequestsPerMinute = 10_000,
            FailOpen = true,
            Partitions = 4,
            Keys = 100,
            Clusters = 50,
            Resources = 150_000,
            Episodes = 5_000_000,
            StoredBytes = 25 * Gibibyte,
        },
        new()
        {
            FailOpen = true,
            Partitions = 6,
            Keys = 1_000,
            Clusters = 500,
            Resources = 1_000_000,
            Episodes = 50_000_000,
            StoredBytes = 250 * Gibibyte,
        },
    ];

    /// <summary>The limits of a plan.</summary>
    public PlanLimits Of(Plan plan) => _limits[(int)plan];

    private static PlanLimits With(PlanLimits limits, IConfigurationSection? settings) =>
        settings is null
            ? limits
            : limits with
            {
                RequestsPerMinute = settings[nameof(PlanLimits.RequestsPerMinute)] is null
                    ? limits.RequestsPerMinute
                    : (int)Read(settings, nameof(PlanLimits.RequestsPerMinute), 0),
                FailOpen = settings.GetValue(nameof(PlanLimits.FailOpen), limits.FailOpen),
                Keys = (int)Read(settings, nameof(PlanLimits.Keys), limits.Keys),
                Clusters = (int)Read(settings, nameof(PlanLimits.Clusters), limits.Clusters),
                Resources = Read(settings, nameof(PlanLimits.Resources), limits.Resources),
                Episodes = Read(settings, nameof(PlanLimits.Episodes), limits.Episodes),
                StoredBytes = Read(settings, nameof(PlanLimits.StoredBytes), limits.StoredBytes),
            };

    private static long Read(IConfigurationSection settings, string name, long otherwise)
    {
        var value = settings.GetValue<long?>(name) ?? otherwise;
        return value > 0
            ? value
            : throw new InvalidOperationException($"{settings.Path}:{name} must be a positive number.");
    }
}
