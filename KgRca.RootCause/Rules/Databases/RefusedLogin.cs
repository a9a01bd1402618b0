using System.Text.RegularExpressions;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Databases;

/// <summary>
/// Whose credentials a server refuses. Its clients say it of themselves; the server says it of the address that asked.
/// </summary>
internal static partial class RefusedLogin
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMinutes(1);

    private static readonly string[] Names =
    [
        "PASSWORD",
        "PASSWD",
        "PASS",
        "TOKEN",
        "SECRET",
        "CREDENTIAL",
        "API_KEY",
        "DSN",
        "DATABASE_URL",
        "CONNECTION",
        "USERNAME",
        "USER",
    ];

    /// <summary>The object to change; null where it is the workload that wrote the line.</summary>
    public static ObjectReference? Target(Episode line, ClusterTopology topology)
    {
        if (IsTheServers(line, topology))
            return Client(line, topology)?.Reference;
        return Sources(line, topology)
            .Select(source =>
                topology.Find(line.Subject.Cluster, source.Object.Kind, line.Subject.Namespace, source.Object.Name)
            )
            .FirstOrDefault(held => held is not null && WasChanged(held, line))
            ?.Reference;
    }

    /// <summary>Whether the server itself writes that it refused somebody, and nothing tells whom.</summary>
    public static bool IsOfAnUnknownClient(Episode line, ClusterTopology topology) =>
        line.IsFromLog && IsTheServers(line, topology) && Client(line, topology) is null;

    /// <summary>The variables and files of the container that hold credentials, those of passwords first.</summary>
    public static List<MountedFile> Sources(Episode line, ClusterTopology topology)
    {
        var (spec, container) = ConfigurationSource.ContainerOf(line, topology);
        var sources = new List<(int Rank, MountedFile Source)>();
        foreach (var variable in container.Items("env"))
            if (
                variable.Text("name") is { } name
                && Array.FindIndex(Names, word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
                    is >= 0
                        and var rank
                && MountedFile.OfVariable(container, name, line.Subject.Namespace) is { } source
            )
                sources.Add((rank, source));
        foreach (var file in MountedFile.Of(spec, container, line.Subject.Namespace))
            if (file.Object.Kind == "Secret")
                sources.Add((Names.Length, file));
        foreach (var all in container.Items("envFrom"))
            if (all.At("secretRef").Text("name") is { } secret)
                sources.Add(
                    (Names.Length + 1, new MountedFile(new("Secret", secret, line.Subject.Namespace), "envFrom", null))
                );
        return [.. sources.OrderBy(source => source.Rank).Select(source => source.Source)];
    }

    private static bool IsTheServers(Episode line, ClusterTopology topology) =>
        DatabaseServers.Serves(topology.WorkloadOf(line.Subject), line, topology);

    private static ResourceState? Client(Episode line, ClusterTopology topology)
    {
        foreach (Match address in Address().Matches(line.Message))
        foreach (var pod in topology.OfKind(line.Subject.Cluster, "Pod", null))
            if (pod != line.Subject && pod.Object?.At("status").Text("podIP") == address.Value)
                return topology.WorkloadOf(pod);
        // The line names no address; the client may say the same of itself.
        return CallGraph
            .Callers(topology.WorkloadOf(line.Subject), topology)
            .FirstOrDefault(caller => Signals.HasCandidate(caller, topology, other => IsTheSame(other, line)));
    }

    private static bool IsTheSame(Episode other, Episode line) =>
        other.Assessment.Cause == Causes.DatabaseCredentials && (other.Onset - line.Onset).Duration() < AtOnce;

    private static bool WasChanged(ResourceState held, Episode line) =>
        held.Candidates.Exists(change =>
            change.Assessment is { Role: CauseRole.Change, Cause: Causes.ConfigurationChanged }
            && change.Onset <= line.Time
        );

    [GeneratedRegex(@"\b\d{1,3}(?:\.\d{1,3}){3}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
