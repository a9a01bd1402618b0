using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace KgRca.Api.Authentication;

/// <summary>The authorization policies, by name. A permission is a policy of its name.</summary>
internal static class Policies
{
    public const string Read = "read";
    public const string Query = "query";
    public const string Ingest = "ingest";

    /// <summary>An administrator.</summary>
    public const string Administrator = "Administrator";

    /// <summary>
    /// An administrator, or a client's own key with the permission <c>admin</c>;
    /// <see cref="Administration.OwnClientFilter"/> checks that the client is the key's.
    /// </summary>
    public const string ClientAdministrator = "ClientAdministrator";

    public static void AddPolicies(this IServiceCollection services)
    {
        services
            .AddAuthentication(ApiKeyHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, AdministratorHandler>(AdministratorHandler.SchemeName, null);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, PermissionProblems>();
        var policies = services.AddAuthorizationBuilder();
        foreach (var permission in (string[])[Read, Query, Ingest])
            policies.AddPolicy(
                permission,
                policy =>
                    policy
                        .AddAuthenticationSchemes(ApiKeyHandler.SchemeName)
                        .RequireClaim(ApiKeyHandler.PermissionClaim, permission)
            );
        policies.AddPolicy(
            Administrator,
            policy =>
                policy.AddAuthenticationSchemes(AdministratorHandler.SchemeName).RequireRole(AdministratorHandler.Role)
        );
        policies.AddPolicy(
            ClientAdministrator,
            policy =>
                policy
                    .AddAuthenticationSchemes(AdministratorHandler.SchemeName, ApiKeyHandler.SchemeName)
                    .RequireAssertion(IsClientAdministrator)
        );
    }

    private static bool IsClientAdministrator(AuthorizationHandlerContext context) =>
        context.User.IsInRole(AdministratorHandler.Role)
        || context.User.HasClaim(ApiKeyHandler.PermissionClaim, "admin");
}
