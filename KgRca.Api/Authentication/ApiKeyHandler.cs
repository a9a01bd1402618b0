using System.Security.Claims;
using System.Text.Encodings.Web;
using KgRca.Api.Administration;
using KgRca.Tenancy.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace KgRca.Api.Authentication;

/// <summary>
/// Recognizes <c>Authorization: Bearer kg_…</c>. Malformed, unknown and revoked keys get the same answer.
/// </summary>
internal sealed class ApiKeyHandler(
    ApiKeyAuthenticator authenticator,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "ApiKey";

    /// <summary>The claim with a permission, its value the permission's name.</summary>
    public const string PermissionClaim = "permission";

    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string? header = Request.Headers.Authorization;
        if (header is null || !header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        if (
            await authenticator.AuthenticateAsync(header[Prefix.Length..].Trim(), Context.RequestAborted)
            is not { } client
        )
            return AuthenticateResult.Fail("The key is not valid.");
        Context.Features.Set(new Caller(client));
        var identity = new ClaimsIdentity(SchemeName);
        foreach (var permission in PermissionNames.Of(client.Permissions))
            identity.AddClaim(new Claim(PermissionClaim, permission));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // Where either of two schemes would do, both are asked to challenge, and the first one has answered.
        if (Response.HasStarted)
            return;
        Response.Headers.WWWAuthenticate = "Bearer";
        await TypedResults
            .Problem(
                statusCode: StatusCodes.Status401Unauthorized,
                title: "A valid API key is required",
                detail: "Send it as 'Authorization: Bearer kg_…'."
            )
            .ExecuteAsync(Context);
    }
}
