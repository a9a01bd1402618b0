using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;

namespace KgRca.Api.Authentication;

/// <summary>Answers 403 with the permission that is missing.</summary>
internal sealed class PermissionProblems : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _default = new();

    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    ) =>
        authorizeResult.Forbidden
            ? Forbid(context, PermissionOf(policy))
            : _default.HandleAsync(next, context, policy, authorizeResult);

    // What is not a client's permission is left to administrators and clients' own administrators.
    private static string PermissionOf(AuthorizationPolicy policy) =>
        policy
            .Requirements.OfType<ClaimsAuthorizationRequirement>()
            .Where(requirement => requirement.ClaimType == ApiKeyHandler.PermissionClaim)
            .SelectMany(requirement => requirement.AllowedValues ?? [])
            .FirstOrDefault("admin");

    private static Task Forbid(HttpContext context, string permission)
    {
        var held = context.User.FindAll(ApiKeyHandler.PermissionClaim).Select(claim => claim.Value).ToList();
        return TypedResults
            .Problem(
                statusCode: StatusCodes.Status403Forbidden,
                title: "Permission denied",
                detail: $"This request needs an API key with the permission '{permission}'. "
                    + (held.Count == 0 ? "This key has none." : $"This key has: {string.Join(", ", held)}."),
                extensions: new Dictionary<string, object?> { ["required_permission"] = permission }
            )
            .ExecuteAsync(context);
    }
}
