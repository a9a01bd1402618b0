using System.Globalization;
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
    private const int MySqlPort = 3306;

    public static void Inspect(
        ClusterTopology topology,
        ResourceState workload,
        JsonElement podSpec,
        List<Finding> findings
    )
    {
        foreach (var container in podSpec.Items("containers"))
        foreach (var variable in container.Items("env"))
            if (variable.Text("value") is { } value && Parse(value, workload.Namespace) is { } address)
                Check(topology, workload, variable.Text("name") ?? "", address, findings);
    }

    /// <summary>
    /// An address within the cluster: <c>name:port</c>, the name perhaps with its namespace and <c>svc</c>, after a
    /// scheme or not; null for any other text.
    /// </summary>
    internal static (string Name, string Namespace, int Port)? Parse(string text, string ownNamespace)
    {
        var rest = text.AsSpan();
        if (rest.IndexOf("://") is >= 0 and var scheme)
            rest = rest[(scheme + 3)..];
        if (rest.IndexOfAny('/', '?') is >= 0 and var path)
            rest = rest[..path];
        var colon = rest.LastIndexOf(':');
        if (
            colon <= 0
            || !int.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is 0 or > 65_535
        )
            return null;
        var labels = rest[..colon].ToString().Split('.');
        if (!Array.TrueForAll(labels, IsLabel) || labels is [_, _, not "svc", ..])
            return null;
        return (labels[0], labels.Length > 1 ? labels[1] : ownNamespace, port);
    }

    private static void Check(
        ClusterTopology topology,
        ResourceState workload,
        string variable,
        (string Name, string Namespace, int Port) address,
        List<Finding> findings
    )
    {
        var services = topology.OfKind(workload.Cluster, "Service", address.Namespace).ToList();
        if (services.Count == 0)
            return;
        if (services.Find(service => service.Name == address.Name) is { } known)
        {
            if (
                known.Object is { } item
                && item.At("spec").Text("type") != "ExternalName"
                && !item.At("spec").Items("ports").Any(port => port.Number("port") == address.Port)
            )
                Add(
                    findings,
                    workload,
                    IsMySql(known.Name, item) ? Causes.DatabasePort : Causes.ServiceAddress,
                    $"reaches Service {address.Name} by {variable} at port {address.Port}, which that Service does not have",
                    Evidence.Of(workload, $"env[{variable}]", $"{address.Name}.{address.Namespace}:{address.Port}"),
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
                    $"reaches {address.Name} by {variable}, which has no Service: quota {quota} has no room for one",
                    Evidence.Of(workload, $"env[{variable}]", $"{address.Name}.{address.Namespace}:{address.Port}"),
                    Evidence.Of(unreachable, "Service", null)
                );
        }
        else if (services.Find(service => IsLike(service.Name, address.Name)) is { } like)
        {
            AddMissing(
                findings,
                workload,
                address,
                Causes.ServiceAddress,
                $"names Service {address.Name} in {variable}, which does not exist; there is {like.Name}",
                Evidence.Of(workload, $"env[{variable}]", $"{address.Name}.{address.Namespace}:{address.Port}"),
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
        (string Name, string Namespace, int Port) address,
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

    private static bool IsMySql(string name, JsonElement service) =>
        name.Contains("mysql", StringComparison.Ordinal)
        || service.At("spec").Items("ports").Any(port => port.Number("port") == MySqlPort);

    private static bool IsLabel(string text) =>
        text.Length is > 0 and <= 63
        && char.IsAsciiLetterLower(text[0])
        && text[^1] != '-'
        && text.All(character =>
            char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-'
        );

    /// <summary>Whether one name is the other with something added, or differs in a letter or two.</summary>
    private static bool IsLike(string left, string right) =>
        left.StartsWith(right, StringComparison.Ordinal)
        || right.StartsWith(left, StringComparison.Ordinal)
        || Distance(left, right) <= MaxDistance;

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
