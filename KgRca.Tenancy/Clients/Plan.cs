namespace KgRca.Tenancy.Clients;

/// <summary>What a client pays for. The values are stored.</summary>
public enum Plan
{
    /// <summary>100 requests a minute.</summary>
    Free = 0,

    /// <summary>1,000 requests a minute.</summary>
    Basic = 1,

    /// <summary>10,000 requests a minute.</summary>
    Pro = 2,

    /// <summary>No limit.</summary>
    Enterprise = 3,
}

/// <summary>What a plan allows.</summary>
/// <param name="RequestsPerMinute">Requests a minute; null for any number.</param>
/// <param name="Partitions">Partitions of each of the client's topics.</param>
public sealed record PlanLimits(int? RequestsPerMinute, int Partitions)
{
    private static readonly PlanLimits[] ByPlan = [new(100, 1), new(1_000, 2), new(10_000, 4), new(null, 6)];

    /// <summary>The limits of a plan.</summary>
    public static PlanLimits Of(Plan plan) => ByPlan[(int)plan];
}
