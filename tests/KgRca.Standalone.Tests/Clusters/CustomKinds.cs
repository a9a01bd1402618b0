namespace KgRca.Standalone.Tests.Clusters;

/// <summary>
/// Custom resources as a cluster has them that uses cert-manager, External Secrets, Flux and the Gateway API: their
/// kinds, with open schemas and without their controllers.
/// </summary>
internal static class CustomKinds
{
    private static readonly (string Group, string Plural, string Kind) Widgets = ("example.com", "widgets", "Widget");

    // The only one here that is in no namespace.
    private static readonly (string Group, string Plural, string Kind) GatewayClasses = (
        "gateway.networking.k8s.io",
        "gatewayclasses",
        "GatewayClass"
    );

    // Watched beside what the overlay custom-resources names.
    private static readonly (string Group, string Plural, string Kind)[] Others =
    [
        ("external-secrets.io", "externalsecrets", "ExternalSecret"),
        ("kustomize.toolkit.fluxcd.io", "kustomizations", "Kustomization"),
        Widgets,
    ];

    private static readonly (string Group, string Plural, string Kind)[] OfOverlay =
    [
        ("cert-manager.io", "certificates", "Certificate"),
        ("cert-manager.io", "issuers", "Issuer"),
    ];

    private static readonly (string Group, string Plural, string Kind)[] OfBase =
    [
        GatewayClasses,
        ("gateway.networking.k8s.io", "gateways", "Gateway"),
        ("gateway.networking.k8s.io", "httproutes", "HTTPRoute"),
    ];

    /// <summary>What the agent is told to watch; its ClusterIssuers the cluster does not have.</summary>
    public static IEnumerable<string> Watched =>
        [
            .. OfOverlay.Concat(Others).Select(kind => $"{kind.Group}/v1/{kind.Plural}"),
            "cert-manager.io/v1/clusterissuers",
        ];

    /// <summary>A kind that nobody but a test's author knows.</summary>
    public static string Widget => Definition(Widgets);

    /// <summary>The definitions.</summary>
    public static IEnumerable<string> Definitions => OfBase.Concat(OfOverlay).Concat(Others).Select(Definition);

    /// <summary>The agent's right to read those that the overlay does not name.</summary>
    public static IEnumerable<string> Rights =>
        [
            $$"""{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: kgrca-agent-more}, rules: [{{string.Join(", ", Others.Select(kind => $$"""{apiGroups: [{{kind.Group}}], resources: [{{kind.Plural}}], verbs: [get, list, watch]}"""))}}]}""",
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: kgrca-agent-more}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: kgrca-agent-more}, subjects: [{kind: ServiceAccount, name: kgrca-agent, namespace: kgrca}]}",
        ];

    private static string Definition((string Group, string Plural, string Kind) kind) =>
        $$"""
            {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: {{kind.Plural}}.{{kind.Group}}, annotations: {api-approved.kubernetes.io: unapproved} }, spec: {group: {{kind.Group}}, scope: {{(
                kind == GatewayClasses ? "Cluster" : "Namespaced"
            )}},
              names: {plural: {{kind.Plural}}, singular: {{kind.Kind.ToLowerInvariant()}}, kind: {{kind.Kind}} }, versions: [{name: v1, served: true, storage: true, subresources: {status: {} }, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true} } }]} }
            """;
}
