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
                    $"{http.BaseAddress} cannot be reached: {ConnectionTrouble.Tell(exception)}",
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
                $"{http.BaseAddress} answers, but not as KG RCA does ({(int)response.StatusCode}).",
                "Check the address that --server or KGRCA_SERVER gives."
            );
            yield break;
        }
        yield return response.StatusCode >= HttpStatusCode.InternalServerError
            ? Finding.Missing(
                Subject,
                $"{http.BaseAddress} answers that it cannot take records now ({(int)response.StatusCode}).",
                "Look at the server's health; the agent keeps records until it is well."
            )
            : Finding.Well(Subject, $"{http.BaseAddress} answers.");
        if (response.IsSuccessStatusCode)
            yield return Finding.Well(Key, "It is accepted.");
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
            yield return new Finding(Verdict.Note, Key, "It is accepted, but too much was sent with it lately (429).");
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            yield return Finding.Missing(
                Key,
                "The server does not know it (401).",
                "Make one under the client's keys, and check that all of it was copied."
            );
        if (response.StatusCode == HttpStatusCode.Forbidden)
            yield return Finding.Missing(
                Key,
                "It is known, but may not send records (403).",
                "Make one with the permission ingest."
            );
    }

    private static string Advice(Exception exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            ? "Check the server's certificate and its name, and that this machine trusts who signed it."
            : "Check the address, DNS, and firewalls or network policies on the way.";
}
