using System.Buffers;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Services;

/// <summary>Services of the cluster that a message names by the host of a URL or by their DNS name.</summary>
internal static class NamedServices
{
    private const string Scheme = "://";
    private const string Domain = ".svc";

    private static readonly SearchValues<char> HostEnds = SearchValues.Create(":/\\\"'` ,;?)(]\n\r\t");

    /// <summary>The Services, in the order in which the message names them.</summary>
    public static IEnumerable<ResourceState> In(Episode said, ClusterTopology topology)
    {
        var message = said.Message;
        for (var at = Next(message, Scheme, 0); at >= 0; at = Next(message, Scheme, at + 1))
            if (Find(said, HostAt(message, at + Scheme.Length), topology) is { } service)
                yield return service;
        for (var at = Next(message, Domain, 0); at >= 0; at = Next(message, Domain, at + 1))
            if (Find(said, HostAt(message, StartOf(message, at)), topology) is { } service)
                yield return service;
    }

    private static int Next(string message, string text, int from) =>
        message.IndexOf(text, from, StringComparison.Ordinal);

    private static int StartOf(string message, int end)
    {
        var start = end;
        while (start > 0 && (char.IsAsciiLetterOrDigit(message[start - 1]) || message[start - 1] is '-' or '.'))
            start--;
        return start;
    }

    private static string HostAt(string message, int start)
    {
        var rest = message.AsSpan(start);
        var end = rest.IndexOfAny(HostEnds);
        return (end < 0 ? rest : rest[..end]).ToString();
    }

    private static ResourceState? Find(Episode said, string host, ClusterTopology topology)
    {
        var labels = host.Split('.');
        if (labels.Length > 2 && labels[2] != "svc")
            return null;
        var space = labels.Length > 1 ? labels[1] : said.Subject.Namespace;
        return topology.Find(said.Subject.Cluster, "Service", space, labels[0]) is { Exists: true } service
            ? service
            : null;
    }
}
