using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace KgRca.Scenarios.Hostile;

/// <summary>The attacks.</summary>
public static class Attacks
{
    private const int LinesOfABody = 1_000_000;

    private static readonly IPAddress OwnAddress = new([127, 0, 0, 2]);

    // What the first request of each connection makes.
    private const string Hub = "attack/Pod/attack/pod-0-0";

    private static readonly string[] Lists =
    [
        "resources?limit=1000&state=all",
        "findings?limit=500",
        "incidents?limit=500&namespace=none",
        "agents?limit=500",
        "stats",
    ];

    private static readonly Lazy<byte[]> EmptyLines = new(() => HostileBodies.Repeated("\n", 250 * LinesOfABody));
    private static readonly Lazy<byte[]> EmptyObjects = new(() => HostileBodies.Repeated("{}\n", LinesOfABody));

    /// <summary>Every attack there is.</summary>
    public static IReadOnlyList<Attack> All { get; } =
    [
        new("ingest", (attacker, token) => PostAsync(attacker, round => Text(HostileBodies.Events(round)), token)),
        new(
            "worst-case objects",
            (attacker, token) => PostAsync(attacker, round => Text(HostileBodies.Objects(round)), token)
        ),
        new(
            "search",
            (attacker, token) => GetAsync(attacker, round => $"search/semantic?q=reason+{round}&limit=100", token)
        ),
        new("rca", (attacker, token) => GetAsync(attacker, round => $"rca?incident_id=inc-{round}", token)),
        new("graph, depth 5", (attacker, token) => GetAsync(attacker, _ => $"resources/graph?id={Hub}&depth=5", token)),
        new("lists", (attacker, token) => GetAsync(attacker, round => Lists[round % Lists.Length], token)),
        new("empty lines", (attacker, token) => PostAsync(attacker, _ => Gzipped(EmptyLines), token)),
        new("{} lines", (attacker, token) => PostAsync(attacker, _ => Gzipped(EmptyObjects), token)),
        new("unread answers", UnreadAsync),
        new("wrong passwords", WrongPasswordsAsync),
        new("idle connections", IdleAsync),
    ];

    private static Task PostAsync(
        Attacker attacker,
        Func<int, HttpContent> body,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            attacker,
            round => new HttpRequestMessage(HttpMethod.Post, "api/v1/ingest") { Content = body(round) },
            new AuthenticationHeaderValue("Bearer", attacker.Key),
            cancellationToken
        );

    private static Task GetAsync(Attacker attacker, Func<int, string> path, CancellationToken cancellationToken) =>
        SendAsync(
            attacker,
            round => new HttpRequestMessage(HttpMethod.Get, $"api/v1/{path(round)}"),
            new AuthenticationHeaderValue("Bearer", attacker.Key),
            cancellationToken
        );

    private static Task WrongPasswordsAsync(Attacker attacker, CancellationToken cancellationToken) =>
        SendAsync(
            attacker,
            round =>
            {
                var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin{round}:guess{round}"));
                return new HttpRequestMessage(HttpMethod.Get, "api/admin/v1/clients")
                {
                    Headers = { Authorization = new AuthenticationHeaderValue("Basic", credentials) },
                };
            },
            null,
            cancellationToken
        );

    /// <summary>Sends a request on each connection as soon as the one before is answered, however it is.</summary>
    private static async Task SendAsync(
        Attacker attacker,
        Func<int, HttpRequestMessage> make,
        AuthenticationHeaderValue? authorization,
        CancellationToken cancellationToken
    )
    {
        using var connections = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
                new NetworkStream(await ConnectAsync(attacker, token), ownsSocket: true),
        };
        using var http = new HttpClient(connections)
        {
            BaseAddress = attacker.Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.Authorization = authorization;
        var round = -1;
        await Task.WhenAll(
            Enumerable
                .Range(0, Attacker.Connections)
                .Select(async _ =>
                {
                    for (var i = 0; i < attacker.Rounds && !cancellationToken.IsCancellationRequested; i++)
                        await IgnoreFailureAsync(async () =>
                        {
                            using var request = make(Interlocked.Increment(ref round));
                            using var response = await http.SendAsync(request, cancellationToken);
                        });
                })
        );
    }

    private static async Task UnreadAsync(Attacker attacker, CancellationToken cancellationToken)
    {
        var requests = Encoding.ASCII.GetBytes(
            string.Concat(
                Enumerable.Repeat(
                    $"GET /api/v1/resources?limit=1000&state=all HTTP/1.1\r\nHost: {attacker.Address.Authority}\r\nAuthorization: Bearer {attacker.Key}\r\n\r\n",
                    100
                )
            )
        );
        await Task.WhenAll(
            Enumerable
                .Range(0, Attacker.Connections)
                .Select(async _ =>
                {
                    for (var i = 0; i < attacker.Rounds && !cancellationToken.IsCancellationRequested; i++)
                        await IgnoreFailureAsync(async () =>
                        {
                            using var socket = await ConnectAsync(attacker, cancellationToken);
                            // Ends when the platform takes no more, or closes the connection.
                            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                            patience.CancelAfter(TimeSpan.FromSeconds(2));
                            while (true)
                                await socket.SendAsync(requests, patience.Token);
                        });
                })
        );
    }

    private static async Task IdleAsync(Attacker attacker, CancellationToken cancellationToken)
    {
        var sockets = new List<Socket>();
        try
        {
            for (var i = 0; i < attacker.IdleConnections && !cancellationToken.IsCancellationRequested; i++)
                await IgnoreFailureAsync(async () => sockets.Add(await ConnectAsync(attacker, cancellationToken)));
            if (attacker.Rounds == int.MaxValue)
                await IgnoreFailureAsync(() =>
                    Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
                );
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }
    }

    /// <summary>A connection from an address that is not the others'.</summary>
    private static async Task<Socket> ConnectAsync(Attacker attacker, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveBufferSize = 16 * 1024,
        };
        try
        {
            // Only Linux answers to all of 127.0.0.0/8.
            if (OperatingSystem.IsLinux() && attacker.Address.IsLoopback)
                socket.Bind(new IPEndPoint(OwnAddress, 0));
            await socket.ConnectAsync(attacker.Address.Host, attacker.Address.Port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Being refused, cut off or stopped is what an attacker has to expect.</summary>
    private static async Task IgnoreFailureAsync(Func<Task> attempt)
    {
        try
        {
            await attempt();
        }
        catch (Exception exception)
            when (exception is HttpRequestException or SocketException or IOException or OperationCanceledException)
        {
            return;
        }
    }

    private static StringContent Text(string lines) => new(lines, Encoding.UTF8, "application/x-ndjson");

    private static ByteArrayContent Gzipped(Lazy<byte[]> body)
    {
        var content = new ByteArrayContent(body.Value);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
