using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using KgRca.Agent.Replay;
using KgRca.Contracts.Captures;

namespace KgRca.Agent.Delivery;

/// <summary>
/// Sends lines until the server has them. A lost answer, an overload or a fault of the server is waited out; a refusal
/// ends the replay.
/// </summary>
/// <param name="http">Sends requests, with the key.</param>
/// <param name="clock">Paces what is tried again.</param>
/// <param name="retrying">Told of what is tried again.</param>
internal sealed class IngestClient(HttpClient http, TimeProvider clock, Action<string> retrying)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    // One such answer may have been cut off; a server that keeps giving them is none of ours.
    private const int MaxStrangeAnswers = 3;

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(60);

    /// <summary>A client of the server at an address. The handler is left open.</summary>
    public static HttpClient Connect(Uri server, HttpMessageHandler handler)
    {
        var http = new HttpClient(handler, disposeHandler: false) { BaseAddress = server, Timeout = RequestTimeout };
        http.DefaultRequestHeaders.UserAgent.Add(
            new ProductInfoHeaderValue(
                "kgrca-agent",
                typeof(IngestClient).Assembly.GetName().Version?.ToString(3) ?? "0"
            )
        );
        return http;
    }

    /// <summary>How often a request was sent again.</summary>
    public int Retries { get; private set; }

    /// <summary>Sends lines.</summary>
    /// <returns>Those that the server could not use.</returns>
    /// <exception cref="ReplayException">The server refuses the request.</exception>
    public async Task<IReadOnlyList<RejectedLine>> SendAsync(
        IReadOnlyList<Line> lines,
        CancellationToken cancellationToken
    )
    {
        var rejected = new List<RejectedLine>();
        var strangeAnswers = 0;
        for (
            var delay = FirstDelay;
            lines.Count > 0;
            delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LongestDelay.Ticks))
        )
        {
            var wait = delay * (0.5 + Random.Shared.NextDouble() / 2);
            try
            {
                using var response = await PostAsync(lines, cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    rejected.AddRange(await ReadAnswerAsync(response, lines, cancellationToken));
                    return rejected;
                }
                var failure = await ReadFailureAsync(response, cancellationToken);
                if (!IsTemporary(response.StatusCode))
                    throw new ReplayException(
                        (
                            $"The server rejected the records ({(int)response.StatusCode}): {failure.Title} "
                            + $"{failure.Detail}"
                        ).TrimEnd()
                    );
                retrying($"the server returned {(int)response.StatusCode}: {failure.Title} {failure.Detail}".TrimEnd());
                rejected.AddRange((failure.Errors ?? []).Select(error => Rejected(error, lines)));
                lines = [.. lines.Skip((int)Math.Clamp(failure.AcceptedLines, 0, lines.Count))];
                if (Asked(response) is { } asked && asked > wait)
                    wait += asked;
            }
            catch (JsonException exception)
            {
                if (++strangeAnswers == MaxStrangeAnswers)
                    throw new ReplayException(
                        $"{http.BaseAddress} responds, but is not a KG RCA server. Check the address.",
                        exception
                    );
                retrying($"{http.BaseAddress}: the response is not JSON");
            }
            catch (Exception exception)
                when (exception is HttpRequestException or IOException
                    || exception is OperationCanceledException && !cancellationToken.IsCancellationRequested
                )
            {
                // The server may have the lines and its answer was lost: it knows them when they come again.
                retrying($"{http.BaseAddress}: {exception.Message}");
            }
            Retries++;
            await Task.Delay(wait, clock, cancellationToken);
        }
        return rejected;
    }

    private TimeSpan? Asked(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta ?? response.Headers.RetryAfter?.Date - clock.GetUtcNow();

    private async Task<HttpResponseMessage> PostAsync(IReadOnlyList<Line> lines, CancellationToken cancellationToken)
    {
        var body = new MemoryStream();
        await using (var gzip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var line in lines)
            {
                gzip.Write(line.Bytes.Span);
                gzip.WriteByte((byte)'\n');
            }
        }
        body.Position = 0;
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/ingest")
        {
            Content = new StreamContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        request.Content.Headers.ContentEncoding.Add("gzip");
        return await http.SendAsync(request, cancellationToken);
    }

    private static async Task<IEnumerable<RejectedLine>> ReadAnswerAsync(
        HttpResponseMessage response,
        IReadOnlyList<Line> lines,
        CancellationToken cancellationToken
    )
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var answer = await JsonSerializer.DeserializeAsync(body, ReplayJson.Default.IngestAnswer, cancellationToken);
        var listed = (answer?.Errors ?? []).Select(error => Rejected(error, lines)).ToList();
        for (var i = listed.Count; i < answer?.Rejected; i++)
            listed.Add(new RejectedLine(0, "further lines were rejected"));
        return listed;
    }

    private static RejectedLine Rejected(IngestError error, IReadOnlyList<Line> lines) =>
        new(
            error.Line >= 1 && error.Line <= lines.Count ? lines[(int)error.Line - 1].Number : 0,
            string.IsNullOrEmpty(error.Member) ? error.Message ?? "" : $"{error.Member}: {error.Message}"
        );

    private static async Task<IngestFailure> ReadFailureAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(body, ReplayJson.Default.IngestFailure, cancellationToken)
                ?? new IngestFailure();
        }
        catch (JsonException)
        {
            return new IngestFailure(response.ReasonPhrase);
        }
    }

    private static bool IsTemporary(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
        || (int)status >= 500 && status != HttpStatusCode.NotImplemented;
}
