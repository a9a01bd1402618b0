using KgRca.Tenancy;

namespace KgRca.Billing;

/// <summary>
/// Billing of usage: in a process of its own or in a shared one. It reads what <c>KgRca.Tenancy</c> has metered.
/// </summary>
public static class BillingModule
{
    /// <summary>Registers what billing needs: clients, plans and metered usage.</summary>
    public static TBuilder AddBilling<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddTenancy();
        return builder;
    }
}
