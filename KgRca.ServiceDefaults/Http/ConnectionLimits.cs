using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace KgRca.ServiceDefaults.Http;

/// <summary>
/// How many connections are open at once. Each takes a file descriptor, and a process without any left ends; so their
/// number follows from the limit of open files, and half of it is the most that one address has. Settings:
/// <c>KgRca:Connections:Max</c> and <c>KgRca:Connections:MaxPerAddress</c> (raise the latter to the former behind a
/// proxy, where all callers have the proxy's address).
/// </summary>
public sealed class ConnectionLimits
{
    // What stores, graphs, sockets of our own and the runtime's files take.
    private const int ReservedFiles = 400;
    private const int FewestConnections = 16;
    private const int MostConnections = 20_000;
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    // An answer of a megabyte that nobody reads is given up after about a minute.
    private static readonly MinDataRate SlowestReader = new(16 * 1024, TimeSpan.FromSeconds(5));

    private readonly ConcurrentDictionary<IPAddress, int> _open = new();
    private readonly Refusals _refusals;
    private int _openInAll;

    internal ConnectionLimits(IConfiguration configuration, Refusals refusals)
    {
        _refusals = refusals;
        OpenFiles = ReadOpenFiles();
        Max = configuration.GetValue<int?>("KgRca:Connections:Max") ?? MaxOf(OpenFiles);
        MaxPerAddress = configuration.GetValue<int?>("KgRca:Connections:MaxPerAddress") ?? Math.Max(Max / 2, 1);
    }

    /// <summary>How many files the process may open (<c>ulimit -n</c>); null where the system does not say.</summary>
    public long? OpenFiles { get; }

    /// <summary>How many connections there may be.</summary>
    public int Max { get; }

    /// <summary>How many of them may come from one address.</summary>
    public int MaxPerAddress { get; }

    /// <summary>How many connections a limit of open files allows.</summary>
    internal static int MaxOf(long? openFiles) =>
        openFiles is { } files
            ? (int)Math.Clamp(Math.Min(files - ReservedFiles, files / 2), FewestConnections, MostConnections)
            : MostConnections;

    /// <summary>Sets the limits of a server.</summary>
    internal void Apply(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.Limits.MinResponseDataRate = SlowestReader;
        server.Limits.RequestHeadersTimeout = HeadersTimeout;
        server.ConfigureEndpointDefaults(listen => listen.Use(next => connection => HandleAsync(connection, next)));
    }

    private async Task HandleAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        var (ofAddress, inAll) = (
            _open.AddOrUpdate(address, 1, (_, open) => open + 1),
            Interlocked.Increment(ref _openInAll)
        );
        try
        {
            if (ofAddress > MaxPerAddress)
                Refuse(connection, "address");
            else if (inAll > Max)
                Refuse(connection, "all");
            else
                await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _openInAll);
            if (_open.AddOrUpdate(address, 0, (_, open) => open - 1) == 0)
                _open.TryRemove(new KeyValuePair<IPAddress, int>(address, 0));
        }
    }

    private void Refuse(ConnectionContext connection, string limit)
    {
        _refusals.ConnectionRefused(limit);
        connection.Abort(new ConnectionAbortedException("Too many connections are open."));
    }

    private static long? ReadOpenFiles()
    {
        const string path = "/proc/self/limits";
        if (!File.Exists(path))
            return null;
        var line = File.ReadLines(path)
            .FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(3);
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var files) ? files : null;
    }
}
