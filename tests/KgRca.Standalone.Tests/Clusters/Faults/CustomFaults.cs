using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters.Faults;

/// <summary>Custom resources whose controllers say that they are not ready, or say nothing.</summary>
internal static class CustomFaults
{
    private const string Certificate =
        "{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: web}, spec: {secretName: web-tls, issuerRef: {name: ca}}}";

    private const string Issuer =
        "{apiVersion: cert-manager.io/v1, kind: Issuer, metadata: {name: ca}, spec: {ca: {secretName: ca}}}";

    private const string External =
        "{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: web-tls}, spec: {secretStoreRef: {kind: SecretStore, name: vault}, dataFrom: [{extract: {key: web}}]}}";

    private const string Kustomization =
        "{apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, metadata: {name: apps}, spec: {sourceRef: {kind: GitRepository, name: apps}, path: ./apps}}";

    private const string Widget = "{apiVersion: example.com/v1, kind: Widget, metadata: {name: main}, spec: {size: 3}}";

    // What waits for the Secret that is not made.
    private static string Waiting => Deployment(fails: "CreateContainerConfigError", pod: SecretFaults.MountsSecret);

    private static string[] Made =>
        ["create secret generic web-tls --from-literal=a=b", Deployment(pod: SecretFaults.MountsSecret)];

    public static IEnumerable<Fault> All =>
        [
            Lasting(
                "custom_resource",
                "custom_resource_not_ready",
                "Widget/main",
                Widget,
                "widgets.example.com main",
                "ReconcileFailed"
            ),
            Lasting(
                "gitops",
                "gitops_not_applied",
                "Kustomization/apps",
                Kustomization,
                "kustomizations.kustomize.toolkit.fluxcd.io apps",
                "BuildFailed"
            ),
            new Fault(
                "custom_resource_behind",
                "custom_resource_not_ready",
                "Widget/main",
                [Widget, Followed(1)],
                ["""patch widgets.example.com main --type=merge -p {"spec":{"size":4}}"""],
                [Followed(2)],
                IsFinding: true
            ),
            new Fault(
                "certificate",
                "certificate_not_issued",
                "Certificate/web",
                [Deployment(), Certificate],
                [Ready("certificates.cert-manager.io web", false, "Failed"), Waiting],
                [Ready("certificates.cert-manager.io web", true, "Ready"), .. Made]
            ),
            new Fault(
                "issuer",
                "certificate_not_issued",
                "Issuer/ca",
                [Deployment(), Issuer, Certificate],
                [
                    Ready("issuers.cert-manager.io ca", false, "ErrGetKeyPair"),
                    Ready("certificates.cert-manager.io web", false, "Failed"),
                    Waiting,
                ],
                [
                    Ready("issuers.cert-manager.io ca", true, "KeyPairVerified"),
                    Ready("certificates.cert-manager.io web", true, "Ready"),
                    .. Made,
                ]
            ),
            new Fault(
                "external_secret",
                "external_secret_not_synced",
                "ExternalSecret/web-tls",
                [Deployment(), External],
                [Ready("externalsecrets.external-secrets.io web-tls", false, "SecretSyncedError"), Waiting],
                [Ready("externalsecrets.external-secrets.io web-tls", true, "SecretSynced"), .. Made]
            ),
        ];

    // Nothing else fails: it is an incident when it has lasted.
    private static Fault Lasting(
        string name,
        string cause,
        string about,
        string manifest,
        string resource,
        string reason
    ) =>
        new(
            name,
            cause,
            about,
            [manifest, Ready(resource, true, "Ready")],
            [Ready(resource, false, reason)],
            [Ready(resource, true, "Ready")]
        );

    private static string Followed(int generation) =>
        Status(
            "widgets.example.com main",
            $$"""{"observedGeneration":{{generation}},"conditions":[{{Condition("Ready", "True", "Ready", "all is well")}}]}"""
        );

    private static string Ready(string resource, bool isReady, string reason) =>
        Status(
            resource,
            $$"""{"conditions":[{{Condition("Ready", isReady ? "True" : "False", reason, "the controller says why")}}]}"""
        );
}
