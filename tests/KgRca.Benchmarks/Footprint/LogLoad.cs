using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;

namespace KgRca.Benchmarks.Footprint;

/// <summary>Sends log lines as Vector on each of 50 nodes does: a batch a second, compressed.</summary>
/// <param name="http">Sends requests to the agent.</param>
/// <param name="cluster">Whose Pods log.</param>
internal sealed class LogLoad(HttpClient http, SyntheticCluster cluster)
{
    private const int Nodes = 50;
    private const double BatchesPerSecond = 50;

    private readonly Random _random = new(2);
    private int _lines;

    /// <summary>Sends so many lines a second, until it is cancelled.</summary>
    public Task RunAsync(int perSecond, CancellationToken cancellationToken)
    {
        var running = new Queue<Task>();
        return Pace.RunAsync(
            BatchesPerSecond,
            async () =>
            {
                running.Enqueue(SendAsync((int)(perSecond / BatchesPerSecond), cancellationToken));
                if (running.Count > Nodes)
                    await running.Dequeue();
            },
            cancellationToken
        );
    }

    private async Task SendAsync(int lines, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await using (var gzip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("["u8);
            for (var i = 0; i < lines; i++)
                gzip.Write(Encoding.UTF8.GetBytes((i > 0 ? "," : "") + Line(TimeProvider.System.GetUtcNow())));
            gzip.Write("]"u8);
        }
        using var content = new ByteArrayContent(body.GetBuffer(), 0, (int)body.Length);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await http.PostAsync("logs/vector", content, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private string Line(DateTimeOffset time)
    {
        var pod = cluster.AnyPod(_random);
        var at = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        var number = ++_lines;
        // Of 100 lines, 2 are errors and 3 warnings.
        var text = _random.Next(100) switch
        {
            < 2 =>
                $$"""{\"level\":\"error\",\"msg\":\"request {{number}} failed: dial tcp 10.96.0.{{number % 250}}:5432: connect: connection refused\",\"path\":\"/orders/{{number}}\"}""",
            < 5 => $"level=warn msg=\\\"slow query\\\" duration={number % 900}ms id={number}",
            < 40 =>
                $$"""{\"level\":\"info\",\"msg\":\"request done\",\"status\":200,\"path\":\"/orders/{{number}}\",\"duration_ms\":{{number % 90}}}""",
            < 70 =>
                $"10.0.{number % 250}.7 - - [25/Nov/2026:02:00:00 +0000] \\\"GET /items/{number} HTTP/1.1\\\" 200 {number % 5_000} \\\"-\\\" \\\"Go-http-client/1.1\\\"",
            _ =>
                $"I1125 02:00:00.000000       1 reconciler.go:{number % 900}] synced object shop/item-{number} in {number % 50}ms",
        };
        return $$"""{"kubernetes":{"container_id":"containerd://0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9","container_image":"registry.example/shop/app:1.4.2","container_name":"server","pod_ip":"{{pod.Address}}","pod_ips":["{{pod.Address}}"],"pod_name":"{{pod.Name}}","pod_namespace":"{{pod.App.Namespace}}","pod_node_name":"{{pod.Node}}","pod_owner":"ReplicaSet/{{pod.App.ReplicaSet}}","pod_uid":"{{pod.Uid}}"},"message":"{{text}}","stream":"stdout","timestamp":"{{at}}"}""";
    }
}
