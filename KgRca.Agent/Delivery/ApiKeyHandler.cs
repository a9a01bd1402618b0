using System.Net.Http.Headers;

namespace KgRca.Agent.Delivery;

/// <summary>
/// Adds the API key, or another bearer token, to requests. One that is kept in a file is read anew for each request, so
/// that a key that was replaced is used at once.
/// </summary>
/// <param name="key">The key; null where <paramref name="file"/> holds it.</param>
/// <param name="file">The file that holds it.</param>
internal sealed class ApiKeyHandler(string? key, string? file)
    : DelegatingHandler(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
{
    /// <summary>
    /// Whether a text can be a key: it has no spaces, line ends, or characters that a header cannot have.
    /// </summary>
    public static bool IsKey(string text) => text.Length > 0 && text.All(character => character is > ' ' and < '\x7f');

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            key ?? await ReadAsync(cancellationToken)
        );
        return await base.SendAsync(request, cancellationToken);
    }

    private async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var text = (await File.ReadAllTextAsync(file ?? "", cancellationToken)).Trim();
            return IsKey(text) ? text : throw new IOException($"{file} contains no valid API key.");
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"Cannot read the API key file: {exception.Message}", exception);
        }
    }
}
