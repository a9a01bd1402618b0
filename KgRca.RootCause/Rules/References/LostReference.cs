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
        var named = NamesIn(missing.Message)
            .Select(name => topology.Find(subject.Cluster, kind, subject.Namespace, name))
            .OfType<ResourceState>();
        if (NamesNone(missing, kind))
            named = named.Concat(ReferredTo(subject, kind));
        return named.FirstOrDefault(lost =>
            lost.Exists
                ? lost.Object is { } item && item.At("metadata", "deletionTimestamp").IsPresent()
                : lost.DeletedAt is not null || IsMissedByOthers(lost, subject, topology)
        );
    }

    /// <summary>
    /// Whether a report of something missing is about an object: it names it, or it names nothing and its subject
    /// refers to the object.
    /// </summary>
    public static bool IsMeant(ResourceState missing, Episode report) =>
        report.Message.Contains(missing.Name, StringComparison.Ordinal)
        || report.Assessment.Cause is { } cause
            && KindOf(cause) == missing.Kind
            && NamesNone(report, missing.Kind)
            && ReferredTo(report.Subject, missing.Kind).Contains(missing);

    // The kubelet says of some references only that there is no such object.
    private static bool NamesNone(Episode report, string kind) =>
        !report.Message.AsSpan().ContainsAny('"', '/')
        && !ReferredTo(report.Subject, kind)
            .Any(referred => report.Message.Contains(referred.Name, StringComparison.Ordinal));

    private static IEnumerable<ResourceState> ReferredTo(ResourceState subject, string kind) =>
        subject
            .Outgoing.Where(edge => edge.Type is EdgeType.Mounts or EdgeType.Uses && edge.To.Kind == kind)
            .Select(edge => edge.To);

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
