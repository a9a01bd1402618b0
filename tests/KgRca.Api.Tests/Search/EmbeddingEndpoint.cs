using System.Net;
using System.Text.Json;

namespace KgRca.Api.Tests.Search;

/// <summary>
/// A server on loopback that speaks as much of OpenAI's API as embeddings need: every text gets the same vector.
/// </summary>
internal sealed class EmbeddingEndpoint : IDisposable
{
    private readonly HttpListener _listener = new();

    public EmbeddingEndpoint()
    {
        for (var port = Random.Shared.Next(20_000, 50_000); ; port++)
        {
            Address = $"http://127.0.0.1:{port}/v1";
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException)
            {
                // The port is taken; the next one is tried.
            }
        }
        _ = ServeAsync();
    }

    public string Address { get; }

    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    public string LastRequest { get; private set; } = "";

    public string? LastAuthorization { get; private set; }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var reader = new StreamReader(context.Request.InputStream);
            (LastRequest, LastAuthorization) = (
                await reader.ReadToEndAsync(),
                context.Request.Headers["Authorization"]
            );
            using var request = JsonDocument.Parse(LastRequest);
            var vector = Convert.ToBase64String(new byte[] { 0, 0, 128, 63, 0, 0, 0, 0 });
            var data = Enumerable
                .Range(0, request.RootElement.GetProperty("input").GetArrayLength())
                .Select(index => new
                {
                    @object = "embedding",
                    index,
                    embedding = vector,
                });
            context.Response.StatusCode = (int)Status;
            context.Response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(
                context.Response.OutputStream,
                new
                {
                    @object = "list",
                    data,
                    model = "small",
                    usage = new { prompt_tokens = 1, total_tokens = 1 },
                }
            );
            context.Response.Close();
        }
    }
}
