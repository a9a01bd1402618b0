using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Rules.References;

/// <summary>Which object to create, or where to correct its name.</summary>
internal static class ReferenceNextSteps
{
    public static string? Of(Remedy remedy)
    {
        if (KindOf(remedy.Cause) is not { } kind || remedy.Workload is not { } workload)
            return null;
        if (remedy.Target.Kind == kind)
            return $"Recreate {NextSteps.Name(remedy.Target)}: {NextSteps.Name(workload)} needs it. "
                + $"List existing ones: `kubectl -n {remedy.Namespace} get {kind.ToLowerInvariant()}`.";
        var missing = NamesIn(remedy, kind).FirstOrDefault(name => remedy.Find(kind, name) is not { Exists: true });
        if (missing is null)
            return null;
        var existing = remedy.Existing(kind, remedy.Namespace);
        var choice = existing.Length > 0 ? $" ({kind}s in {remedy.Namespace}: {existing})" : "";
        return $"Create {kind} {remedy.Namespace}/{missing}, or fix its name in "
            + $"{NextSteps.Name(workload)}{choice}: "
            + $"{NextSteps.Command("edit", workload)}.";
    }

    private static string? KindOf(string cause) =>
        cause switch
        {
            Causes.MissingConfigMap => "ConfigMap",
            Causes.MissingSecret or Causes.MissingPullSecret => "Secret",
            Causes.MissingClaim => "PersistentVolumeClaim",
            Causes.MissingServiceAccount => "ServiceAccount",
            _ => null,
        };

    /// <summary>The names of a kind that the Pods' spec refers to.</summary>
    private static IEnumerable<string> NamesIn(Remedy remedy, string kind)
    {
        var spec = remedy.PodSpec;
        var names = new List<string?>();
        if (kind == "ServiceAccount")
            names.Add(spec.Text("serviceAccountName"));
        if (remedy.Cause == Causes.MissingPullSecret)
            names.AddRange(spec.Items("imagePullSecrets").Select(secret => secret.Text("name")));
        foreach (var volume in spec.Items("volumes"))
            names.Add(
                kind switch
                {
                    "ConfigMap" => volume.At("configMap").Text("name"),
                    "Secret" => volume.At("secret").Text("secretName"),
                    "PersistentVolumeClaim" => volume.At("persistentVolumeClaim").Text("claimName"),
                    _ => null,
                }
            );
        foreach (var container in spec.Items("initContainers").Concat(spec.Items("containers")))
        {
            var (all, key) = kind == "Secret" ? ("secretRef", "secretKeyRef") : ("configMapRef", "configMapKeyRef");
            if (kind is not ("ConfigMap" or "Secret"))
                break;
            names.AddRange(container.Items("envFrom").Select(source => source.At(all).Text("name")));
            names.AddRange(container.Items("env").Select(variable => variable.At("valueFrom", key).Text("name")));
        }
        return names.OfType<string>().Where(name => remedy.Message.Contains(name, StringComparison.Ordinal));
    }
}
