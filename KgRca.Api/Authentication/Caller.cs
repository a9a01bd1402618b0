using KgRca.Contracts.Identity;
using KgRca.Graph;
using KgRca.Tenancy.Keys;

namespace KgRca.Api.Authentication;

/// <summary>Who a request comes from. The tenant of every answer is the caller's: handlers get no other.</summary>
/// <param name="Client">What the key is known to be.</param>
internal sealed record Caller(AuthenticatedClient Client)
{
    public TenantId Tenant => Client.Client;

    /// <summary>The caller's graph.</summary>
    public IGraphReader Graph(IGraphReaders graphs) => graphs.Open(Tenant.GraphDatabase);

    /// <summary>Binds a handler's parameter.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context));

    /// <summary>The caller of a request; null where it has no valid key.</summary>
    public static Caller? Of(HttpContext context) => context.Features.Get<Caller>();
}
