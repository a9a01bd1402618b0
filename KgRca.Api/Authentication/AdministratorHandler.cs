using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace KgRca.Api.Authentication;

/// <summary>Recognizes an administrator's name and password in <c>Authorization: Basic …</c>.</summary>
internal sealed class AdministratorHandler(
    AdministratorSessions sessions,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Administrator";

    /// <summary>The role that the scheme gives.</summary>
    public const string Role = "administrator";

    private const string Prefix = "Basic ";

    private bool _tooManyAttempts;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string? header = Request.Headers.Authorization;
        if (header is null || !header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        if (Decode(header[Prefix.Length..].Trim()) is not var (name, password))
            return AuthenticateResult.Fail("The header is malformed.");
        var address = Context.Connection.RemoteIpAddress?.ToString() ?? "";
        var signIn = await sessions.VerifyAsync(name, password, address, Context.RequestAborted);
        _tooManyAttempts = signIn == SignIn.TooManyAttempts;
        if (signIn != SignIn.Right)
            return AuthenticateResult.Fail("The name or the password is wrong.");
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, Role)],
            SchemeName
        );
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // Where either of two schemes would do, both are asked to challenge, and the first one has answered.
        if (Response.HasStarted)
            return;
        if (_tooManyAttempts)
        {
            Response.Headers.RetryAfter = "60";
            await TypedResults
                .Problem(
                    statusCode: StatusCodes.Status429TooManyRequests,
                    title: "Too many attempts to sign in",
                    detail: "Try again in a minute."
                )
                .ExecuteAsync(Context);
            return;
        }
        Response.Headers.WWWAuthenticate = "Basic realm=\"administration\", charset=\"UTF-8\"";
        await TypedResults
            .Problem(
                statusCode: StatusCodes.Status401Unauthorized,
                title: "An administrator's name and password are required"
            )
            .ExecuteAsync(Context);
    }

    private static (string Name, string Password)? Decode(string credentials)
    {
        var bytes = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials, bytes, out var length))
            return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0 ? null : (text[..colon], text[(colon + 1)..]);
    }
}
