using System.Net;
using System.Net.Http.Headers;

namespace KgRca.Agent.Checking;

/// <summary>
/// Whether the platform can be reached and takes records with the key: it is sent a request without any.
/// </summary>
/// <param name="http">Its base address is the server's, its authorization the key's.</param>
/// <param name="clock">Is compared with the server's.</param>
internal sealed class ServerCheck(HttpClient http, TimeProvider clock)
{
    private const string Subject = "server";
    private const string Key = "API key";

    /// <summary>Asks.</summary>
    public async Task<List<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var sent = clock.GetUtcNow();
            using var content = new ByteArrayContent([])
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") },
            };
            using var response = await http.PostAsync("api/v1/ingest", content, cancellationToken);
            return
            [
                .. Tell(response),
                ClockCheck.Compare("the server", response.Headers.Date, sent, clock.GetUtcNow()),
            ];
        }
        catch (Exception exception) when (ConnectionTrouble.Is(exception, cancellationToken))
        {
            return
            [
                Finding.Missing(
                    Subject,
                    $"{http.BaseAddress} is unreachable: {ConnectionTrouble.Tell(exception)}",
                    Advice(exception)
                ),
            ];
        }
    }

    private IEnumerable<Finding> Tell(HttpResponseMessage response)
    {
        var isOurs =
            response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "application/json"
            || response.StatusCode
                is HttpStatusCode.Unauthorized
                    or HttpStatusCode.Forbidden
                    or HttpStatusCode.TooManyRequests
                    or >= HttpStatusCode.InternalServerError;
        if (!isOurs)
        {
            yield return Finding.Missing(
                Subject,
                $"{http.BaseAddress} responds, but is not a KG RCA server ({(int)response.StatusCode}).",
                "Check the address in --server or KGRCA_SERVER."
            );
            yield break;
        }
        yield return response.StatusCode >= HttpStatusCode.InternalServerError
            ? Finding.Missing(
                Subject,
                $"{http.BaseAddress} does not accept records at the moment ({(int)response.StatusCode}).",
                "Check the server's health; the agent buffers records until the server accepts them."
            )
            : Finding.Well(Subject, $"{http.BaseAddress} answers.");
        if (response.IsSuccessStatusCode)
            yield return Finding.Well(Key, "The key is valid.");
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
            yield return new Finding(Verdict.Note, Key, "The key is valid, but its rate limit is exceeded (429).");
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            yield return Finding.Missing(
                Key,
                "The server rejects the key (401).",
                "Create a key for the client, and check that you copied all of it."
            );
        if (response.StatusCode == HttpStatusCode.Forbidden)
            yield return Finding.Missing(
                Key,
                "The key lacks permission to send records (403).",
                "Create a key with the ingest permission."
            );
    }

    private static string Advice(Exception exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            ? "Check the server's certificate and hostname, and that this machine trusts its CA."
            : "Check the address, DNS, firewalls and network policies.";
}
