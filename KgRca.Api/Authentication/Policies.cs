using KgRca.Tenancy.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace KgRca.Api.Authentication;

/// <summary>What a request must be allowed to do, by name.</summary>
internal static class Policies
{
    public const string Read = nameof(Permissions.Read);
    public const string Query = nameof(Permissions.Query);
    public const string Ingest = nameof(Permissions.Ingest);

    /// <summary>An administrator.</summary>
    public const string Administrator = "Administrator";

    /// <summary>
    /// An administrator, or a client's own key with the permission <c>admin</c>; the handler sees to it that it is its
    /// own.
    /// </summary>
    public const string ClientAdministrator = "ClientAdministrator";

    public static void AddPolicies(this IServiceCollection services)
    {
        services
            .AddAuthentication(ApiKeyHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, AdministratorHandler>(AdministratorHandler.SchemeName, null);
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
        || context.User.HasClaim(ApiKeyHandler.PermissionClaim, nameof(Permissions.Admin));
}
