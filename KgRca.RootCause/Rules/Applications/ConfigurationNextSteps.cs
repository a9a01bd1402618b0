using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>Which line of which file, which variable or which flag to correct, and in which object.</summary>
internal static class ConfigurationNextSteps
{
    public static string? Of(Remedy remedy)
    {
        if (remedy.Workload is not { } workload)
            return null;
        var owner = NextSteps.Name(workload);
        var restart = NextSteps.Command("rollout restart", workload);
        if (ConfigurationSource.Of(remedy.Evidence, remedy.Topology) is { } source)
        {
            var line = ConfigurationPlace.LineIn(remedy.Message) is { } number ? $"line {number} of " : "";
            var key = source.Key is { } name ? $"{line}{name} in " : line;
            return $"Correct {key}{NextSteps.Name(source.Object)} ({source.Place} of {owner}): "
                + $"{NextSteps.Command("edit", source.Object)}, then {restart}.";
        }
        var container = ConfigurationSource.ContainerOf(remedy.Evidence, remedy.Topology).Container.Text("name");
        var place = container is null ? owner : $"container {container} of {owner}";
        if (ConfigurationPlace.VariableIn(remedy.Message) is { } variable)
            return $"Set or correct the variable {variable} in {place}: "
                + $"{NextSteps.Command("set env", workload, $"{variable}=…")}.";
        if (ConfigurationPlace.FlagIn(remedy.Message) is { } flag)
            return $"Correct {flag} in the args of {place}: {NextSteps.Command("edit", workload)}.";
        return ConfigurationPlace.PathsIn(remedy.Message).FirstOrDefault() is { } path
            ? $"Correct {path}, which comes with the image or a volume of {place}, and see what changed before: "
                + $"{NextSteps.Command("rollout history", workload)}."
            : null;
    }
}
