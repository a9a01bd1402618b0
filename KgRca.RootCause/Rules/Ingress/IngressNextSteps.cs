using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Rules.Ingress;

/// <summary>What to change in an Ingress, a route or a Gateway.</summary>
internal static class IngressNextSteps
{
    public static string? Of(Remedy remedy)
    {
        var (target, spec) = (remedy.Target, remedy.TargetState.At("spec"));
        if (target.Kind is not ("Ingress" or "Gateway") && !target.Kind.EndsWith("Route", StringComparison.Ordinal))
            return null;
        return remedy.Cause switch
        {
            Causes.IngressBackend => Fix(remedy, "the backend's service.name", Existing(remedy, "Service")),
            Causes.IngressPort => Fix(remedy, "the backend's service.port", ""),
            Causes.IngressCertificate => Fix(remedy, "tls.secretName", Existing(remedy, "Secret"))
                + " If cert-manager should create the Secret: "
                + $"`kubectl -n {remedy.Namespace} get certificate,certificaterequest`.",
            Causes.IngressClass => Fix(
                remedy,
                $"spec.ingressClassName (now {spec.Text("ingressClassName") ?? "not set"})",
                Classes(remedy, "IngressClass")
            ),
            Causes.Gateway => Fix(
                remedy,
                $"spec.gatewayClassName (now {spec.Text("gatewayClassName") ?? "not set"}) or what its condition names",
                Classes(remedy, "GatewayClass")
            ),
            Causes.IngressConflict => $"Change the host or path of {NextSteps.Name(target)}, or delete one of the two "
                + $"Ingresses: {NextSteps.Command("edit", target)}.",
            Causes.GatewayMisroute when target.Kind != "Ingress" => Fix(
                remedy,
                "spec.rules.backendRefs or spec.parentRefs",
                Existing(remedy, "Service")
            ),
            _ => null,
        };
    }

    /// <summary>The field, what is wrong with it now, and what there is to choose from.</summary>
    private static string Fix(Remedy remedy, string field, string choice)
    {
        ObjectReference target = remedy.Target;
        return $"Fix {field} of {NextSteps.Name(target)}: {remedy.Message.TrimEnd('.')}{choice}. "
            + $"{NextSteps.Command("edit", target)}.";
    }

    private static string Existing(Remedy remedy, string kind) =>
        Choice($"{kind}s in {remedy.Namespace}", remedy.Existing(kind, remedy.Namespace));

    private static string Classes(Remedy remedy, string kind) => Choice($"{kind}es", remedy.Existing(kind, null));

    private static string Choice(string what, string names) => names.Length > 0 ? $" ({what}: {names})" : "";
}
