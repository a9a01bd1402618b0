using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>Whose log to read, and which limit to raise.</summary>
internal static class ApplicationNextSteps
{
    public static string? Of(Remedy remedy)
    {
        if (remedy.Cause == Causes.Configuration)
            return ConfigurationNextSteps.Of(remedy);
        if (remedy.Cause == Causes.RbacForbidden)
            return ForbiddenNextSteps.Of(remedy);
        if (remedy.Workload is not { } workload || remedy.Container.Text("name") is not { } container)
            return null;
        var owner = $"container {container} in {NextSteps.Name(workload)}";
        var cpu = remedy.Container.At("resources", "limits").Text("cpu");
        return remedy.Cause switch
        {
            Causes.CpuOverload when cpu is not null =>
                $"Raise resources.limits.cpu of {owner} (now {cpu}), or add replicas: "
                    + $"{NextSteps.Command("edit", workload)}.",
            Causes.CpuOverload => $"Give {owner} more CPU, or add replicas: {NextSteps.Command("edit", workload)}.",
            Causes.ApplicationError or Causes.DependencyUnavailable or Causes.LogLineStopped =>
                $"Read the lines around this one in the log of {owner}: "
                    + $"{NextSteps.Command("logs", workload, $"-c {container}")}. "
                    + $"See what changed before: {NextSteps.Command("rollout history", workload)}.",
            _ => null,
        };
    }
}
