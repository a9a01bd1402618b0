namespace KgRca.RootCause.Rules.CustomResources;

/// <summary>Which condition of which custom resource to read, and whose log.</summary>
internal static class CustomResourceNextSteps
{
    public static string? Of(Remedy remedy)
    {
        var name = NextSteps.Name(remedy.Target);
        var (describe, said) = (NextSteps.Command("describe", remedy.Target), remedy.Message.TrimEnd('.'));
        return remedy.Cause switch
        {
            Causes.CertificateNotIssued =>
                $"Fix what blocks {name} ({said}): {describe}, then the CertificateRequest, Order and "
                    + "Challenge below it: "
                    + $"`kubectl -n {remedy.Namespace} get certificaterequest,order,challenge`.",
            Causes.ExternalSecret =>
                $"Check the store's credentials, and the path and key that {name} reads ({said}): {describe}.",
            Causes.GitOps => $"Fix what {name} cannot apply ({said}): {describe}; "
                + "try the manifests with `kubectl apply --dry-run=server -f`.",
            Causes.CustomResource => $"Read the conditions of {name} ({said}), then its controller's log: {describe}.",
            _ => null,
        };
    }
}
