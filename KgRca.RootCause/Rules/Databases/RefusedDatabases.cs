using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Databases;

/// <summary>
/// A client whose connection to a database is refused, while the database is up and others use it: it asks a port on
/// which nobody listens. What the client is told (a Secret, a file) is often not to be seen; that it alone is refused
/// is.
/// </summary>
internal static class RefusedDatabases
{
    /// <summary>What speaks against a wrong port as the reason why a client is refused.</summary>
    public static CounterEvidence Of(Episode line, ClusterTopology topology)
    {
        var client = topology.WorkloadOf(line.Subject);
        if (DatabaseServers.Of(line, topology) is not { } server)
            return new CounterEvidence(CounterEvidence.Unspecific, "It is not known which database it connects to.");
        if (!IsUp(server, line))
            return CounterEvidence.IsMistaken($"{server.Kind} {server.Name} was not ready at that time.");
        if (DatabaseMessages.PortIn(line.Message) is { } port)
            return Serves(server, port, topology)
                ? CounterEvidence.IsMistaken($"A Service of {server.Kind} {server.Name} has port {port}.")
                : CounterEvidence.None;
        if (client.Object is { } item && Readiness.OfWorkload(item))
            return new CounterEvidence(CounterEvidence.Unspecific, "It became ready with the same settings.");
        return IsRefusedToOthers(client, topology)
            ? CounterEvidence.IsMistaken("The database also refuses connections from other workloads.")
            : new CounterEvidence(CounterEvidence.NewError, "The log line does not say which port it used.");
    }

    private static bool IsUp(ResourceState server, Episode line) =>
        server.Object is { } item
        && Readiness.OfWorkload(item)
        && CallGraph.PodsOf(server).All(pod => !(StartUp.ReadySince(pod.Object) > line.Time));

    private static bool Serves(ResourceState server, int port, ClusterTopology topology) =>
        CallGraph
            .PartsOf(server, topology)
            .Any(part =>
                part is { Kind: "Service", Object: { } service }
                && service.At("spec").Items("ports").Any(entry => entry.Number("port") == port)
            );

    private static bool IsRefusedToOthers(ResourceState client, ClusterTopology topology) =>
        topology
            .OfKind(client.Cluster, "Deployment", client.Namespace)
            .Where(other => other != client)
            .SelectMany(CallGraph.PodsOf)
            .Any(pod =>
                pod.Exists
                && pod.Candidates.Exists(candidate =>
                    candidate.Assessment.Cause == Causes.DatabasePort && !StartUp.IsOverFor(candidate, topology)
                )
            );
}
