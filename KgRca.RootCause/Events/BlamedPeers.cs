using System.Globalization;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Events;

/// <summary>
/// Which workloads a line, or an alert, blames: those whose host name, Pod, address or own name stands in the text, and
/// where none does, those that its writer calls.
/// </summary>
internal static class BlamedPeers
{
    private const int Longest = 600;
    private const int MostTokens = 100;
    private const int ShortestName = 3;
    private const int MostCallees = 32;

    private static readonly string[] Suffixes =
    [
        "-service",
        "-svc",
        "-api",
        "-server",
        "-master",
        "-primary",
        "-headless",
        "-db",
    ];

    /// <summary>The workloads that a text names beside its writer's, in the order of their names.</summary>
    public static IReadOnlyList<ResourceState> NamedIn(Episode line, ClusterTopology topology)
    {
        if (line.Named is { } known && known.Version == topology.Version)
            return known.Workloads;
        var named = FindNamed(line, topology);
        line.Named = (topology.Version, named);
        return named;
    }

    /// <summary>Whether all of some errors name the same workload: it is the trouble, wherever their writers run.</summary>
    public static bool AreOne(IReadOnlyList<Episode> errors, ClusterTopology topology)
    {
        List<ResourceState> common = [.. NamedIn(errors[0], topology)];
        foreach (var error in errors)
        {
            if (common.Count == 0)
                return false;
            var named = NamedIn(error, topology);
            common.RemoveAll(peer => !named.Contains(peer));
        }
        return common.Count > 0;
    }

    private static List<ResourceState> FindNamed(Episode line, ClusterTopology topology)
    {
        var own = WorkloadLookup.Behind(line.Subject, topology);
        var callees = CalleesOf(own, topology);
        var text = line.Message[..Math.Min(line.Message.Length, Longest)];
        var named = new List<ResourceState>();
        foreach (var callee in callees)
            if (IsNamed(callee, text, topology))
                Add(callee);
        if (named.Count > 0)
            return named;
        foreach (var host in HostsIn(text))
            if (Find(host, line.Subject, topology) is { } peer)
                Add(peer);
        return named;

        void Add(ResourceState peer)
        {
            if (peer != own && !named.Contains(peer))
                named.Add(peer);
        }
    }

    /// <summary>
    /// The workloads that a text names; those that its writer calls where it names none and is about another's answer.
    /// </summary>
    public static IReadOnlyList<ResourceState> Of(Episode line, ClusterTopology topology)
    {
        var named = NamedIn(line, topology);
        if (named.Count > 0 || line.IsFromLog && !line.IsOfRemote)
            return named;
        return CalleesOf(WorkloadLookup.Behind(line.Subject, topology), topology);
    }

    /// <summary>The workloads that one calls, as many as are looked at.</summary>
    public static List<ResourceState> CalleesOf(ResourceState workload, ClusterTopology topology)
    {
        if (workload.Callees is { } known && known.Version == topology.Version)
            return known.Workloads;
        List<ResourceState> callees = [.. CallGraph.Callees(workload, topology).Distinct().Take(MostCallees)];
        // What stands behind a Service without Pods may become known without an edge.
        if (callees.TrueForAll(callee => KubernetesKinds.Workloads.Contains(callee.Kind)))
            workload.Callees = (topology.Version, callees);
        return callees;
    }

    /// <summary>
    /// The workload of a host name: that behind a Service, a Pod of a StatefulSet by its ordinal, whether it exists or
    /// not, or a workload of the name.
    /// </summary>
    public static ResourceState? Find(string host, ResourceState writer, ClusterTopology topology)
    {
        var labels = host.Split('.');
        var (cluster, own) = (writer.Cluster, writer.Namespace);
        var space = labels.Length > 1 ? labels[1] : own;
        if ((Service(own, labels[0]) ?? Service(space, labels[0])) is { } service)
            return WorkloadLookup.Behind(service, topology);
        if (labels.Length > 1 && OfOrdinal(labels, writer, topology) is { } set)
            return set;
        var found = topology.Find(cluster, "Pod", own, labels[0]);
        if (found is null && labels.Length == 1)
            return topology.Find(cluster, "Deployment", own, host) ?? topology.Find(cluster, "StatefulSet", own, host);
        return found is null ? null : topology.WorkloadOf(found);

        ResourceState? Service(string @namespace, string name) =>
            topology.Find(cluster, "Service", @namespace, name) is { Exists: true } it ? it : null;
    }

    // mongo-1.mongo-headless: the Pod may be gone, and then only the StatefulSet tells whose it was.
    private static ResourceState? OfOrdinal(string[] labels, ResourceState writer, ClusterTopology topology)
    {
        var dash = labels[0].LastIndexOf('-');
        if (
            dash <= 0
            || !int.TryParse(labels[0].AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
        )
            return null;
        var (name, cluster) = (labels[0][..dash], writer.Cluster);
        return topology.Find(cluster, "StatefulSet", writer.Namespace, name)
            ?? (labels.Length > 2 ? topology.Find(cluster, "StatefulSet", labels[2], name) : null);
    }

    private static bool IsNamed(ResourceState callee, string text, ClusterTopology topology)
    {
        if (HasName(text, callee.Name))
            return true;
        foreach (var part in CallGraph.PartsOf(callee, topology))
        {
            if (part.Kind == "Service" && (HasName(text, part.Name) || HasAddress(text, AddressOf(part))))
                return true;
            if (part.Kind == "Pod" && (text.Contains(part.Name, StringComparison.Ordinal) || HasPodAddress(text, part)))
                return true;
        }
        return false;
    }

    private static bool HasName(string text, string name)
    {
        foreach (var suffix in Suffixes)
            if (name.EndsWith(suffix, StringComparison.Ordinal) && name.Length - suffix.Length >= ShortestName)
                return WholeWords.Has(text, name.AsSpan(0, name.Length - suffix.Length));
        return WholeWords.Has(text, name);
    }

    private static string? AddressOf(ResourceState service) =>
        service.Object is { } item ? item.At("spec").Text("clusterIP") : null;

    private static bool HasPodAddress(string text, ResourceState pod) =>
        pod.Object is { } item && HasAddress(text, item.At("status").Text("podIP"));

    private static bool HasAddress(string text, string? address) =>
        address is { Length: > 6 } && WholeWords.Has(text, address);

    /// <summary>The words of a text that stand where a host does: before a port, after a scheme or an at sign.</summary>
    private static IEnumerable<string> HostsIn(string text)
    {
        var (start, count) = (0, 0);
        for (var i = 0; i <= text.Length && count < MostTokens; i++)
        {
            if (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '.'))
                continue;
            if (i - start >= ShortestName && char.IsAsciiLetterLower(text[start]) && IsHost(text, start, i))
            {
                count++;
                yield return text[start..i].TrimEnd('.');
            }
            start = i + 1;
        }
    }

    private static bool IsHost(string text, int start, int end)
    {
        var hasPort = end + 1 < text.Length && text[end] == ':' && char.IsAsciiDigit(text[end + 1]);
        var isAfter = start > 0 && text[start - 1] is '/' or '@' or '\'' or '"' or '`';
        var isAsked = text.AsSpan(0, start).TrimEnd().EndsWith("ENOTFOUND", StringComparison.Ordinal);
        return hasPort || isAfter || isAsked || text.AsSpan(start, end - start).Contains('.');
    }
}
