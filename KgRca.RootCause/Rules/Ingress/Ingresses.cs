using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Ingress;

/// <summary>
/// What an Ingress refers to and is not there: its class, its Services and their ports, its certificates; and what an
/// older one has already: host and path. Only kinds that are watched are known to lack anything.
/// </summary>
internal static class Ingresses
{
    // What Kubernetes has a Secret of type kubernetes.io/tls hold.
    private static readonly string[] CertificateKeys = ["tls.crt", "tls.key"];

    // What Ingresses were given their class by before they had a member for it.
    private const string ClassAnnotation = "kubernetes.io/ingress.class";

    // With them two of one path share its requests, or differ in what else a request must have.
    private static readonly string[] Sharing =
    [
        "nginx.ingress.kubernetes.io/canary",
        "traefik.ingress.kubernetes.io/router.",
        "konghq.com/methods",
        "konghq.com/headers",
        "alb.ingress.kubernetes.io/conditions.",
    ];

    public static void Inspect(
        ClusterTopology topology,
        ResourceState ingress,
        JsonElement item,
        List<Finding> findings
    )
    {
        var spec = item.At("spec");
        if (
            spec.Text("ingressClassName") is { } className
            && IsMissing(topology, ingress, "IngressClass", "", className)
        )
            AddMissing(
                findings,
                ingress,
                new KindScope("IngressClass", "", className),
                Causes.IngressClass,
                "IngressClassMissing",
                $"names class {className}, which does not exist",
                Evidence.Of(ingress, item, "spec", "ingressClassName")
            );
        if (ClassOf(item) is null && IsForNobody(topology, ingress))
            AddMissing(
                findings,
                ingress,
                new KindScope("IngressClass", ""),
                Causes.IngressClass,
                "IngressClassMissing",
                "names no class, and no IngressClass is the default",
                CauseRole.Latent,
                Evidence.Of(ingress, item, "spec", "ingressClassName"),
                Evidence.Of(ingress, item, "status")
            );
        foreach (var tls in spec.Items("tls"))
        {
            if (tls.Text("secretName") is not { } secret)
                continue;
            if (IsMissing(topology, ingress, "Secret", ingress.Namespace, secret))
                AddMissing(
                    findings,
                    ingress,
                    new KindScope("Secret", ingress.Namespace, secret),
                    Causes.IngressCertificate,
                    "IngressCertificateMissing",
                    $"takes its certificate from Secret {secret}, which does not exist",
                    Evidence.Of(ingress, "spec.tls.secretName", secret)
                );
            else if (
                topology.Find(ingress.Cluster, "Secret", ingress.Namespace, secret)
                    is { Object: { } certificate } holder
                && certificate.At("data") is { ValueKind: JsonValueKind.Object } data
                && Array.Find(CertificateKeys, key => !data.At(key).IsPresent()) is { } lacking
            )
                Add(
                    findings,
                    ingress,
                    Causes.IngressCertificate,
                    "IngressCertificateMissing",
                    $"takes its certificate from Secret {secret}, which has no {lacking}",
                    Evidence.Of(ingress, "spec.tls.secretName", secret),
                    Evidence.Of(holder, $"data.{lacking}", "absent")
                );
        }
        Compare(topology, ingress, item, findings);
        Check(topology, ingress, "defaultBackend", spec.At("defaultBackend", "service"), findings);
        foreach (var path in spec.Items("rules").SelectMany(rule => rule.At("http").Items("paths")))
            Check(topology, ingress, $"path {path.Text("path") ?? "/"}", path.At("backend", "service"), findings);
    }

    /// <summary>
    /// The other Ingresses that may be judged otherwise now: those with a host of a changed one, as it is or as it was,
    /// and those without a class that nobody seemed to serve.
    /// </summary>
    public static IEnumerable<ResourceState> Related(
        ClusterTopology topology,
        ResourceState ingress,
        JsonElement? before
    )
    {
        var hosts = Hosts(before).Concat(Hosts(ingress.Object)).ToHashSet(StringComparer.Ordinal);
        return topology
            .OfKind(ingress.Cluster, "Ingress", null)
            .Where(other =>
                other != ingress
                && (
                    HasHost(other, hosts)
                    || other.ActiveFindings.Exists(finding => finding.Assessment.Cause == Causes.IngressClass)
                )
            );
    }

    /// <summary>Whether two states of an Ingress are alike to other Ingresses.</summary>
    public static bool AreAlike(JsonElement before, JsonElement after) =>
        JsonReading.Same(before.At("spec"), after.At("spec"))
        && JsonReading.Same(before.At("metadata", "annotations"), after.At("metadata", "annotations"))
        && JsonReading.Same(before.At("status"), after.At("status"));

    private static IEnumerable<string> Hosts(JsonElement? ingress) =>
        ingress is { } item ? item.At("spec").Items("rules").Select(rule => rule.Text("host") ?? "") : [];

    private static bool HasHost(ResourceState ingress, HashSet<string> hosts)
    {
        if (ingress.Object is not { } item)
            return false;
        foreach (var rule in item.At("spec").Items("rules"))
            if (hosts.Contains(rule.Text("host") ?? ""))
                return true;
        return false;
    }

    private static string? ClassOf(JsonElement ingress) =>
        ingress.At("spec").Text("ingressClassName") ?? ingress.At("metadata", "annotations").Text(ClassAnnotation);

    // A controller may be told to serve those without a class all the same, which gives them addresses.
    private static bool IsForNobody(ClusterTopology topology, ResourceState ingress) =>
        !topology
            .OfKind(ingress.Cluster, "IngressClass", null)
            .Any(other =>
                other.Object?.At("metadata", "annotations").Text("ingressclass.kubernetes.io/is-default-class")
                == "true"
            )
        && !topology
            .OfKind(ingress.Cluster, "Ingress", null)
            .Any(other =>
                other.Object is { } item && ClassOf(item) is null && Addresses(item).ValueKind == JsonValueKind.Array
            );

    private static JsonElement Addresses(JsonElement ingress) => ingress.At("status", "loadBalancer", "ingress");

    /// <summary>
    /// Looks for an older Ingress of the same class that has a host and path of this one, and is served at the same
    /// address: where each has a load balancer of its own, they are no trouble to each other.
    /// </summary>
    private static void Compare(
        ClusterTopology topology,
        ResourceState ingress,
        JsonElement item,
        List<Finding> findings
    )
    {
        var paths = Paths(item).ToHashSet();
        if (paths.Count == 0 || Shares(item))
            return;
        var hosts = paths.Select(path => path.Host).ToHashSet(StringComparer.Ordinal);
        foreach (var other in topology.OfKind(ingress.Cluster, "Ingress", null))
        {
            if (
                other == ingress
                || !IsOlder(other, ingress)
                || !HasHost(other, hosts)
                || other.Object is not { } otherItem
                || Paths(otherItem).FirstOrDefault(paths.Contains) is not { Path: not null } both
            )
                continue;
            if (
                ClassOf(otherItem) != ClassOf(item)
                || Shares(otherItem)
                || !JsonReading.Same(Addresses(otherItem), Addresses(item))
            )
                continue;
            Add(
                findings,
                ingress,
                Causes.IngressConflict,
                "IngressConflict",
                $"has path {both.Path} of host {(both.Host.Length == 0 ? "*" : both.Host)}, which the older Ingress {other.Name} in namespace {other.Namespace} has as well",
                CauseRole.Latent,
                Evidence.Of(ingress, "spec.rules", $"{both.Host}{both.Path}"),
                Evidence.Of(other, "spec.rules", $"{both.Host}{both.Path}")
            );
            return;
        }
    }

    private static IEnumerable<(string Host, string Path, string? Type)> Paths(JsonElement ingress) =>
        ingress
            .At("spec")
            .Items("rules")
            .SelectMany(rule =>
                rule.At("http")
                    .Items("paths")
                    .Select(path => (rule.Text("host") ?? "", path.Text("path") ?? "/", path.Text("pathType")))
            );

    private static bool Shares(JsonElement ingress) =>
        ingress
            .At("metadata")
            .Members("annotations")
            .Any(annotation => Array.Exists(Sharing, key => annotation.Name.StartsWith(key, StringComparison.Ordinal)));

    private static bool IsOlder(ResourceState left, ResourceState right) =>
        left.CreatedAt != right.CreatedAt
            ? left.CreatedAt < right.CreatedAt
            : string.CompareOrdinal(left.NodeKey.Key, right.NodeKey.Key) < 0;

    private static void Check(
        ClusterTopology topology,
        ResourceState ingress,
        string where,
        JsonElement backend,
        List<Finding> findings
    )
    {
        if (backend.Text("name") is not { } name)
            return;
        if (IsMissing(topology, ingress, "Service", ingress.Namespace, name))
        {
            AddMissing(
                findings,
                ingress,
                new KindScope("Service", ingress.Namespace, name),
                Causes.IngressBackend,
                "IngressBackendMissing",
                $"sends {where} to Service {name}, which does not exist",
                Evidence.Of(ingress, $"{where}.service.name", name)
            );
            return;
        }
        if (
            topology.Find(ingress.Cluster, "Service", ingress.Namespace, name)
                is not { Exists: true, Object: { } item } service
            || item.At("spec").Text("type") == "ExternalName"
        )
            return;
        var port = backend.At("port");
        var ports = item.At("spec").Items("ports");
        if (
            port.Number("number") is { } number
                ? ports.Any(own => own.Number("port") == number)
                : port.Text("name") is not { } wanted || ports.Any(own => own.Text("name") == wanted)
        )
            return;
        Add(
            findings,
            ingress,
            Causes.IngressPort,
            "IngressPortMismatch",
            $"sends {where} to port {port.Text("name") ?? $"{port.Number("number")}"} of Service {name}, which that Service does not have",
            Evidence.Of(ingress, $"{where}.service.port", port.GetRawText()),
            Evidence.Of(service, item, "spec", "ports")
        );
    }

    private static bool IsMissing(
        ClusterTopology topology,
        ResourceState ingress,
        string kind,
        string @namespace,
        string name
    ) => topology.Find(ingress.Cluster, kind, @namespace, name) is not { Exists: true };

    private static void Add(
        List<Finding> findings,
        ResourceState ingress,
        string cause,
        string reason,
        string text,
        params Evidence[] evidence
    ) => Add(findings, ingress, cause, reason, text, CauseRole.Origin, evidence);

    private static void AddMissing(
        List<Finding> findings,
        ResourceState ingress,
        KindScope missing,
        string cause,
        string reason,
        string text,
        params Evidence[] evidence
    ) => AddMissing(findings, ingress, missing, cause, reason, text, CauseRole.Origin, evidence);

    private static void AddMissing(
        List<Finding> findings,
        ResourceState ingress,
        KindScope missing,
        string cause,
        string reason,
        string text,
        CauseRole role,
        params Evidence[] evidence
    )
    {
        var before = findings.Count;
        Add(findings, ingress, cause, reason, text, role, evidence);
        if (findings.Count > before)
            findings[^1] = findings[^1] with { AbsentFrom = [missing], PendingFor = PendingPeriods.Applying };
    }

    private static void Add(
        List<Finding> findings,
        ResourceState ingress,
        string cause,
        string reason,
        string text,
        CauseRole role,
        params Evidence[] evidence
    )
    {
        if (findings.Exists(finding => finding.Cause == cause))
            return;
        findings.Add(
            new Finding(
                cause,
                role,
                Severity.Warning,
                reason,
                $"Ingress {ingress.Name} {text}.",
                ingress,
                ingress.CreatedAt ?? ingress.ObservedAt ?? default,
                evidence
            )
        );
    }

    /// <summary>Whether an Ingress takes a certificate from a Secret.</summary>
    public static bool TakesFrom(ResourceState ingress, string secret) =>
        ingress.Object is { } item && item.At("spec").Items("tls").Any(tls => tls.Text("secretName") == secret);

    /// <summary>Whether an Ingress sends requests to a Service.</summary>
    public static bool SendsTo(ResourceState ingress, string service) =>
        ingress.Object is { } item
        && (
            item.At("spec", "defaultBackend", "service").Text("name") == service
            || item.At("spec")
                .Items("rules")
                .Any(rule =>
                    rule.At("http").Items("paths").Any(path => path.At("backend", "service").Text("name") == service)
                )
        );
}
