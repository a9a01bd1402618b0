using System.Net.Http.Headers;
using System.Text.Json;

namespace KgRca.Benchmarks.Platform;

/// <summary>Sends records to a platform, and waits for them.</summary>
internal static class Ingestion
{
    /// <summary>Posts records as lines.</summary>
    public static async Task SendAsync(
        HttpClient http,
        Contracts.Captures.CaptureRecord[] records,
        CancellationToken cancellationToken
    )
    {
        using var body = new MemoryStream();
        foreach (var record in records)
        {
            using (var writer = new Utf8JsonWriter(body))
                record.WriteTo(writer);
            body.WriteByte((byte)'\n');
        }
        using var content = new ByteArrayContent(body.GetBuffer(), 0, (int)body.Length);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var response = await http.PostAsync("api/v1/ingest", content, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until all that was accepted is in the graph.</summary>
    /// <returns>The episodes of the graph.</returns>
    public static async Task<long> WaitAsync(HttpClient http, CancellationToken cancellationToken)
    {
        // Counts are read before the lag is: those of the answer after the first without lag are of the whole graph.
        for (var caughtUp = false; ; )
        {
            using var answer = JsonDocument.Parse(await http.GetStringAsync("api/v1/stats", cancellationToken));
            if (caughtUp)
                return answer.RootElement.GetProperty("nodes").GetProperty("Episodic").GetInt64();
            caughtUp = answer.RootElement.GetProperty("lag").GetInt64() == 0;
            if (!caughtUp)
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }
}
