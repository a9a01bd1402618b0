using System.Net.Http.Headers;

namespace KgRca.Agent.Tests.Watching;

/// <summary>Shows a key to a server, as the agent does.</summary>
internal sealed class Keyed(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "test");
        return base.SendAsync(request, cancellationToken);
    }
}
