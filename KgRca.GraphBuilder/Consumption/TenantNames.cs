using KgRca.Contracts.Identity;

namespace KgRca.GraphBuilder.Consumption;

/// <summary>Tenants in a sentence.</summary>
internal static class TenantNames
{
    private const int Named = 5;

    /// <summary>The first few by name, and how many there are beside them.</summary>
    public static string Of(IReadOnlyCollection<TenantId> tenants)
    {
        var names = string.Join(", ", tenants.Select(tenant => tenant.Value).Order(StringComparer.Ordinal).Take(Named));
        return tenants.Count <= Named ? names : $"{names} and {tenants.Count - Named} more";
    }
}
