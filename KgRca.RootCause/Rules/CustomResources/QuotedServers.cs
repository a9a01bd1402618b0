using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Rules.Disruption;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.CustomResources;

/// <summary>
/// What the controller of a custom resource repeats of a server's answer: that Vault is sealed, a login is refused, a
/// certificate is not trusted. The resource waits for the server that the message names.
/// </summary>
internal static class QuotedServers
{
    /// <summary>The server and what it says; null where nothing names one.</summary>
    public static Responsible? Behind(ResourceState resource, ClusterTopology topology)
    {
        for (var i = resource.Candidates.Count - 1; i >= 0; i--)
            if (In(resource.Candidates[i], topology) is { } said)
                return said;
        foreach (var finding in resource.ActiveFindings)
            if (In(finding, topology) is { } said)
                return said;
        return null;
    }

    private static Responsible? In(Episode said, ClusterTopology topology)
    {
        if (
            said.Assessment.Role == CauseRole.Change
            || Vocabulary.Find(PlainText.Of(said.Message)) is not { Role: CauseRole.Origin, Cause: { } cause }
            || BlamedPeers.NamedIn(said, topology) is not [var server]
        )
            return null;
        return SealedStores.Behind(said, cause, topology)
            ?? new Responsible(
                server,
                cause,
                $"{said.Subject.Kind} {said.Subject.Name} repeats what {server.Kind} {server.Name} answers."
            );
    }
}
