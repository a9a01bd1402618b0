using System.Net;
using System.Net.Sockets;

namespace KgRca.Testing;

/// <summary>
/// Ports of the loopback address that nobody listens on, below those that the system gives to clients.
/// </summary>
public static class FreePorts
{
    private const int Lowest = 20_000;
    private const int Highest = 31_000;

    /// <summary>One of them.</summary>
    public static int One() => First(1);

    /// <summary>The first of so many in a row.</summary>
    public static int First(int count)
    {
        for (; ; )
        {
            var first = Random.Shared.Next(Lowest, Highest);
            if (AreFree(first, count))
                return first;
        }
    }

    /// <summary>Whether so many in a row are free now.</summary>
    public static bool AreFree(int first, int count) => Enumerable.Range(first, count).All(IsFree);

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
