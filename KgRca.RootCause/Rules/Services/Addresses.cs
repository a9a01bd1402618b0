using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Quotas;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Services;

/// <summary>
/// Addresses of Services in a workload's environment that lead nowhere: the Service has no such port, is named a little
/// otherwise, or could not be made because the quota of Services is used up. A name that is like no other may be one
/// that is not used, and is a latent risk at most.
/// </summary>
internal static class Addresses
{
    private const int MaxDistance = 2;

    private static readonly int?[] DatabasePorts = [1433, 1521, 3306, 5432, 27017];
    private static readonly string[] DatabaseNames = ["mysql", "mariadb", "postgres", "mongo", "mssql", "oracle"];

    public static void Inspect(
        ClusterTopology topology,
        ResourceState workload,
        JsonElement podSpec,
        List<Finding> findings
    )
    {
        foreach (var container in podSpec.Items("containers").Concat(podSpec.Items("initContainers")))
        foreach (var (variable, endpoint) in NamedEndpoints.Of(container))
            if (ServiceAddress.Of(endpoint, workload, topology) is { } address)
                Check(topology, workload, variable, address, findings);
    }

    /// <summary>The first address within the cluster that a text names with its port; null for any other text.</summary>
    internal static (string Name, string Namespace, int Port)? Parse(string text, string ownNamespace)
    {
        foreach (var endpoint in ConnectionStrings.Read(text))
            if (endpoint.Port is { } port && ServiceAddress.Of(endpoint, ownNamespace, (_, _) => false) is { } address)
                return (address.Name, address.Namespace, port);
        return null;
    }

    private static void Check(
        ClusterTopology topology,
        ResourceState workload,
        string variable,
        ServiceAddress address,
        List<Finding> findings
    )
    {
        var services = topology.OfKind(workload.Cluster, "Service", address.Namespace).ToList();
        if (services.Count == 0)
            return;
        var wrong = Evidence.Of(workload, $"env[{variable}]", address.Text);
        if (services.Find(service => service.Name == address.Name) is { } known)
        {
            if (
                known.Object is { } item
                && address.Port is { } port
                && !ServicePorts.MayServe(known, item, port, topology)
            )
                Add(
                    findings,
                    workload,
                    IsDatabase(known.Name, item, address) ? Causes.DatabasePort : Causes.ServiceAddress,
                    $"sets {variable} to port {port} of Service {address.Name}, which that Service does not have",
                    wrong,
                    Evidence.Of(known, item, "spec", "ports")
                );
        }
        else if (
            topology.Find(workload.Cluster, "Deployment", address.Namespace, address.Name) is
            { Exists: true } unreachable
        )
        {
            if (QuotaUsage.Full(topology, unreachable, Causes.ServiceQuota) is { } quota)
                AddMissing(
                    findings,
                    workload,
                    address,
                    Causes.ServiceQuota,
                    $"sets {variable} to {address.Name}, but that Service does not exist: quota {quota} is exhausted",
                    wrong,
                    Evidence.Of(unreachable, "Service", null)
                );
        }
        else if (services.Find(service => IsLike(service.Name, address)) is { } like)
        {
            AddMissing(
                findings,
                workload,
                address,
                Causes.ServiceAddress,
                $"sets {variable} to Service {address.Name}, which does not exist; did you mean {like.Name}?",
                wrong,
                Evidence.Of(like, "metadata.name", like.Name)
            );
        }
    }

    private static void Add(
        List<Finding> findings,
        ResourceState workload,
        string cause,
        string text,
        params Evidence[] evidence
    )
    {
        if (findings.Exists(finding => finding.Cause == cause))
            return;
        findings.Add(Of(workload, cause, text, evidence));
    }

    /// <summary>A Service that a workload names is missing.</summary>
    private static void AddMissing(
        List<Finding> findings,
        ResourceState workload,
        ServiceAddress address,
        string cause,
        string text,
        params Evidence[] evidence
    )
    {
        if (findings.Exists(finding => finding.Cause == cause))
            return;
        findings.Add(Of(workload, cause, text, evidence).Missing("Service", address.Namespace, address.Name));
    }

    private static Finding Of(ResourceState workload, string cause, string text, Evidence[] evidence) =>
        Finding.Origin(
            cause,
            Contracts.Records.Severity.Warning,
            "AddressMismatch",
            $"{workload.Kind} {workload.Name} {text}.",
            workload,
            workload.CreatedAt,
            evidence
        );

    // Ports and names of databases proper; a cache or a broker is a service like others.
    private static bool IsDatabase(string name, JsonElement service, ServiceAddress address) =>
        address.IsDatabase
        || Array.Exists(DatabaseNames, word => name.Contains(word, StringComparison.Ordinal))
        || service.At("spec").Items("ports").Any(port => Array.IndexOf(DatabasePorts, port.Number("port")) >= 0);

    /// <summary>
    /// Whether one name is the other with something added, or differs in a letter or two. A word without a port may be
    /// any word, so that it has to be nearly the same.
    /// </summary>
    private static bool IsLike(string name, ServiceAddress address) =>
        address.Port is not null
            && (
                name.StartsWith(address.Name, StringComparison.Ordinal)
                || address.Name.StartsWith(name, StringComparison.Ordinal)
            )
        || Distance(name, address.Name) <= MaxDistance;

    // Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals" (1966), a row at a time.
    private static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > MaxDistance)
            return MaxDistance + 1;
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
