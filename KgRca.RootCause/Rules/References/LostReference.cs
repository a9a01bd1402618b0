using System.Buffers;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.References;

/// <summary>
/// What is missing and has to come back, rather than the manifest that refers to it: an object that was deleted, or one
/// that several workloads miss.
/// </summary>
internal static class LostReference
{
    // What an object's name may consist of; all else separates words.
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789-."
    );

    /// <summary>
    /// The object that a report says is missing or being deleted; null where its name was most likely never right.
    /// </summary>
    public static ResourceState? Of(Episode missing, string cause, ClusterTopology topology)
    {
        if (KindOf(cause) is not { } kind)
            return null;
        var subject = missing.Subject;
        return NamesIn(missing.Message)
            .Select(name => topology.Find(subject.Cluster, kind, subject.Namespace, name))
            .FirstOrDefault(named =>
                named is { Exists: false }
                    ? named.DeletedAt is not null || IsMissedByOthers(named, subject, topology)
                    : named?.Object is { } item && item.At("metadata", "deletionTimestamp").IsPresent()
            );
    }

    private static string? KindOf(string cause) =>
        cause switch
        {
            Causes.MissingConfigMap => "ConfigMap",
            Causes.MissingSecret or Causes.MissingPullSecret or Causes.IngressCertificate => "Secret",
            Causes.MissingClaim => "PersistentVolumeClaim",
            Causes.MissingServiceAccount => "ServiceAccount",
            Causes.IngressBackend or Causes.GoverningService => "Service",
            _ => null,
        };

    private static bool IsMissedByOthers(ResourceState missing, ResourceState subject, ClusterTopology topology)
    {
        var own = topology.WorkloadOf(subject);
        return missing.Incoming.Any(edge =>
            edge.Type is EdgeType.Mounts or EdgeType.Uses && edge.From.Exists && topology.WorkloadOf(edge.From) != own
        );
    }

    private static IEnumerable<string> NamesIn(string message)
    {
        var start = 0;
        for (var end = 0; end <= message.Length; end++)
        {
            if (end < message.Length && NameCharacters.Contains(message[end]))
                continue;
            if (message[start..end].Trim('.', '-') is { Length: > 0 } name)
                yield return name;
            start = end + 1;
        }
    }
}
