using KgRca.Api.Authentication;
using KgRca.Api.Http;

namespace KgRca.Api.Administration;

/// <summary>Restricts a client's key to its own client: all others do not exist for it.</summary>
internal sealed class OwnClientFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var isOwn =
            http.User.IsInRole(AdministratorHandler.Role)
            || Caller.Of(http) is { } caller && http.Request.RouteValues["id"] as string == caller.Tenant.Value;
        return isOwn ? next(context) : ValueTask.FromResult<object?>(Problems.NotFound("client"));
    }
}
