using System.IO.Compression;
using System.Net;
using System.Text;

namespace KgRca.Agent.Tests.Replay;

/// <summary>A server as the agent sees it, that answers as it is told to, and otherwise takes what comes.</summary>
internal sealed class IngestServer : HttpMessageHandler
{
    private readonly Queue<Func<IReadOnlyList<string>, HttpResponseMessage?>> _answers = new();

    /// <summary>
    /// The lines of requests that the server has taken, in order; lines of a request whose answer was lost as well.
    /// </summary>
    public List<string> Taken { get; } = [];

    /// <summary>Gets the body of each request.</summary>
    public Action<byte[]>? Received { get; set; }

    public int Requests { get; private set; }

    /// <summary>How the next request is answered; null loses the answer.</summary>
    public void Answer(Func<IReadOnlyList<string>, HttpResponseMessage?> answer) => _answers.Enqueue(answer);

    public static HttpResponseMessage Json(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        Requests++;
        Assert.Equal("Bearer", request.Headers.Authorization?.Scheme);
        Assert.Equal("/api/v1/ingest", request.RequestUri?.AbsolutePath);
        Assert.NotNull(request.Content);
        using var body = new MemoryStream();
        var sent = await request.Content.ReadAsStreamAsync(cancellationToken);
        await using (
            var read = request.Content.Headers.ContentEncoding.Contains("gzip")
                ? new GZipStream(sent, CompressionMode.Decompress)
                : sent
        )
            await read.CopyToAsync(body, cancellationToken);
        Received?.Invoke(body.ToArray());
        var lines = Encoding.UTF8.GetString(body.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (_answers.TryDequeue(out var answer))
            return answer(lines) ?? throw new HttpRequestException("The connection was lost.");
        Taken.AddRange(lines);
        return Json(HttpStatusCode.OK, $$"""{"accepted": {{lines.Length}}, "rejected": 0, "errors": []}""");
    }
}
