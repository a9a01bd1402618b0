using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Containers;

/// <summary>
/// What a process left as its termination message: a file that it wrote, or the end of its log where the container's
/// <c>terminationMessagePolicy</c> says so. Often the only words there are, where no logs are collected.
/// </summary>
internal static class LastWords
{
    private const int Longest = 300;

    /// <summary>What a container that ended with an error said of why; null where no rule understands it.</summary>
    public static Finding? Of(ResourceState pod, JsonElement status, JsonElement terminated)
    {
        if (terminated.Text("message") is not { Length: > 0 } text)
            return null;
        var said = LogReading.Assess(Severity.Error, text);
        if (said.Cause is not { } cause || said.Role is not (CauseRole.Origin or CauseRole.Symptom))
            return null;
        // A trace says that the process failed, which is known; its text is worth quoting.
        var role = cause == Causes.ApplicationError ? CauseRole.Symptom : said.Role;
        var name = status.Text("name");
        return new Finding(
            cause,
            role,
            Severity.Error,
            terminated.Text("reason") ?? "Error",
            $"Container {name} ended with exit code {terminated.Number("exitCode")}: {Deciding(text, said)}",
            pod,
            terminated.Time("finishedAt") ?? pod.ObservedAt ?? default,
            Evidence.Of(pod, $"status.containerStatuses[{name}].terminated.message", text)
        );
    }

    /// <summary>The last line that says it by itself, else the last one.</summary>
    private static string Deciding(string text, CauseAssessment said)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var line = Array.FindLast(lines, item => LogReading.Assess(Severity.Error, item) == said) ?? lines[^1];
        return line.Length > Longest ? line[..Longest] + "…" : line;
    }
}
