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

    /// <summary>Any number of requests.</summary>
    Enterprise = 3,
}
