using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.CustomResources;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.ControlPlane;

/// <summary>
/// Reads what programs log of the control plane and of their node: a slow etcd, a lost lease, a token that the API
/// server refuses, a binary for another processor.
/// </summary>
internal static class ClusterLogs
{
    private static readonly string[] SlowStore =
    [
        "apply request took too long",
        "took too long",
        "slow fdatasync",
        "sync duration of",
        "failed to send out heartbeat on time",
        "leader changed",
        "lost leader",
        "etcdserver: request timed out",
        "etcdserver: no leader",
        "disk is probably too slow",
        "waiting for ReadIndex response took too long",
    ];

    private static readonly string[] LostLease =
    [
        "leaderelection lost",
        "leader election lost",
        "lost leader election",
        "lost leadership",
        "stopped leading",
        "failed to renew lease",
        "Failed to update lock",
        "error retrieving resource lock",
        "Error updating lease",
        "lost lease",
    ];

    private static readonly string[] ApiClient =
    [
        "Failed to watch",
        "failed to list",
        "resource lock",
        "/api/v1",
        "/apis/",
        "ApiException",
        "KubernetesClientException",
        "\"kind\":\"Status\"",
        "apiserver",
        "api server",
        "kubernetes",
        "k8s",
    ];

    private static readonly string[] RefusedToken =
    [
        "the server has asked for the client to provide credentials",
        "You must be logged in to the server",
        "service account token has expired",
        "serviceaccount token has expired",
    ];

    /// <summary>What a line is evidence of; null where it says nothing of this.</summary>
    public static CauseAssessment? Assess(string message, ResourceState subject)
    {
        if (IsForAnotherProcessor(message))
            return CauseAssessment.Origin(Causes.ImagePlatform);
        // A node that has no source port left for another connection.
        if (
            message.Contains("cannot assign requested address", StringComparison.OrdinalIgnoreCase)
            || message.Contains("EADDRNOTAVAIL", StringComparison.Ordinal)
        )
            return CauseAssessment.Symptom(Causes.DependencyUnavailable);
        if (RequestLimits.AreIn(message))
            return CauseAssessment.Origin(Causes.ApiServerOverloaded);
        if (UnservedKinds.AreIn(message))
            return CauseAssessment.Origin(Causes.KindNotServed);
        // Clients with certificates that have expired, or that another authority signed.
        if (
            subject.Name.Contains("apiserver", StringComparison.Ordinal)
            && message.Contains("x509", StringComparison.Ordinal)
            && message.Contains("authenticate", StringComparison.OrdinalIgnoreCase)
        )
            return CauseAssessment.Origin(Causes.Certificate);
        if (IsStore(subject) && StoreErrors.SaysFull(message))
            return new CauseAssessment(Causes.EtcdFull, CauseRole.Latent);
        if (IsStore(subject) && Has(message, SlowStore))
            return new CauseAssessment(Causes.EtcdSlow, CauseRole.Latent);
        // The API server says it of its clients.
        if (IsRefused(message) && !subject.Name.Contains("apiserver", StringComparison.Ordinal))
            return CauseAssessment.Origin(Causes.ApiTokenRejected);
        // A lease that a controller may not read it never had.
        if (Has(message, LostLease) && !message.Contains("is forbidden: User", StringComparison.Ordinal))
            return CauseAssessment.Symptom(Causes.LeaseLost);
        if (subject.Namespace == "kube-system" && StoreErrors.IsOfStore(message))
            return CauseAssessment.Symptom(Causes.DependencyUnavailable);
        return IsLastWord(message) ? CauseAssessment.Symptom() : null;
    }

    /// <summary>
    /// Whether a line is the last of a process that could not even begin, which no logger has given a severity.
    /// </summary>
    public static bool IsForAnotherProcessor(string message) =>
        message.Contains("exec format error", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether a line without a severity says why a process does not go on: it could not even begin, or waits for a
    /// lock that another start has left.
    /// </summary>
    public static bool IsLastWord(string message) =>
        IsForAnotherProcessor(message)
        || message.Contains("waiting for changelog lock", StringComparison.OrdinalIgnoreCase)
        || message.Contains("migration lock", StringComparison.OrdinalIgnoreCase);

    private static bool IsStore(ResourceState subject) => subject.Name.Contains("etcd", StringComparison.Ordinal);

    private static bool IsRefused(string message) =>
        Has(message, RefusedToken)
        || (
            message.Contains("Unauthorized", StringComparison.Ordinal)
            || message.Contains("response code: 401", StringComparison.OrdinalIgnoreCase)
        ) && Has(message, ApiClient);

    private static bool Has(string message, string[] texts)
    {
        foreach (var text in texts)
            if (message.Contains(text, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
