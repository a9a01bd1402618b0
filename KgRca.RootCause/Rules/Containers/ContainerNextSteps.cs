using System.Globalization;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Rules.Containers;

/// <summary>Which limit of which container to raise, or whose log to read.</summary>
internal static class ContainerNextSteps
{
    public static string? Of(Remedy remedy)
    {
        if (remedy.Workload is not { } workload || remedy.Container.Text("name") is not { } container)
            return null;
        var owner = $"container {container} in {NextSteps.Name(workload)}";
        var limit = remedy.Container.At("resources", "limits").Text("memory");
        return remedy.Cause switch
        {
            Causes.OomKilled when limit is not null =>
                $"Raise resources.limits.memory of {owner} (now {limit}), or find "
                    + $"the memory leak: {SetLimit(remedy, container, limit)}",
            Causes.ContainerCrash => $"Read the log of {owner} from before it exited: {Log(remedy, container)}.",
            Causes.InvalidCommand => $"Fix command and args of {owner} (now "
                + $"{Text(remedy, "command")} {Text(remedy, "args")}): {NextSteps.Command("edit", workload)}.",
            _ => null,
        };
    }

    private static string SetLimit(Remedy remedy, string container, string limit)
    {
        var workload = remedy.Workload!;
        return workload.Kind is "Pod" or "Job" || Doubled(limit) is not { } more
            ? $"{NextSteps.Command("edit", workload)}."
            : $"{NextSteps.Command("set resources", workload, $"-c {container} --limits=memory={more}")}.";
    }

    /// <summary>Twice a quantity, in its own unit; null where it is no number with a unit.</summary>
    private static string? Doubled(string quantity)
    {
        var digits = quantity.TakeWhile(char.IsAsciiDigit).Count();
        return long.TryParse(quantity[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? string.Create(CultureInfo.InvariantCulture, $"{number * 2}{quantity[digits..]}")
            : null;
    }

    private static string Log(Remedy remedy, string container)
    {
        var subject = remedy.Evidence.Subject;
        return subject.Kind == "Pod"
            ? $"`kubectl -n {subject.Namespace} logs {subject.Name} -c {container} --previous`"
            : NextSteps.Command("logs", remedy.Workload!, $"-c {container} --previous");
    }

    private static string Text(Remedy remedy, string member)
    {
        var value = remedy.Container.At(member);
        return value.IsPresent() ? $"{member} {value.GetRawText()}" : $"no {member}";
    }
}
