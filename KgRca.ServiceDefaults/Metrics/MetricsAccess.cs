using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace KgRca.ServiceDefaults.Metrics;

/// <summary>
/// Who may read metrics, which name clients. With the setting <c>KgRca:Metrics:Token</c>, whoever sends it as
/// <c>Authorization: Bearer …</c>; without it, callers on this machine that did not come through a proxy.
/// </summary>
internal sealed class MetricsAccess(IConfiguration configuration)
{
    private const string Scheme = "Bearer ";

    private readonly byte[]? _token = configuration["KgRca:Metrics:Token"] is { Length: > 0 } token
        ? Encoding.UTF8.GetBytes(token)
        : null;

    /// <summary>Whether a request may read them.</summary>
    public bool IsGranted(HttpContext context) => _token is { } token ? HasToken(context, token) : IsLocal(context);

    private static bool HasToken(HttpContext context, byte[] token) =>
        context.Request.Headers.Authorization.ToString() is var header
        && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim()), token);

    private static bool IsLocal(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address))
        && !context.Request.Headers.ContainsKey("X-Forwarded-For")
        && !context.Request.Headers.ContainsKey("Forwarded");
}
