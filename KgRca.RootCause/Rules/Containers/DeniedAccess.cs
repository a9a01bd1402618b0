using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Containers;

/// <summary>
/// Containers whose security context takes from their process what it does: it writes to a path of its image that is
/// read-only or another user's, or binds a port that only root may. What it cannot do on a volume is the volume's.
/// </summary>
internal static class DeniedAccess
{
    /// <summary>Of a security context that denies what the process does.</summary>
    public const string Reason = "SecurityContextConflict";

    private const int FirstFreePort = 1024;

    private static readonly string[] Words =
    [
        "read-only file system",
        "EROFS",
        "permission denied",
        "EACCES",
        "operation not permitted",
        "EPERM",
    ];

    public static void Inspect(ResourceState pod, JsonElement item, List<Finding> findings)
    {
        for (var i = 0; i < pod.Candidates.Count; i++)
        {
            var line = pod.Candidates[i];
            if (
                !MayConcern(line)
                || ContainerOf(item, line.Container) is not { ValueKind: JsonValueKind.Object } container
            )
                continue;
            if (Conflict(item.At("spec"), container, line.Message) is not var (field, text))
                continue;
            findings.Add(
                Finding.Origin(
                    Causes.SecurityContext,
                    Severity.Error,
                    Reason,
                    $"Container {container.Text("name")} {text}: {line.Message}",
                    pod,
                    line.Onset,
                    Evidence.Of(
                        pod,
                        $"spec.containers[{container.Text("name")}].securityContext.{field}",
                        SettingOf(item.At("spec"), container, field)
                    ),
                    Evidence.Of(pod, "log", line.Message)
                )
            );
            return;
        }
    }

    /// <summary>Whether a line says that something may not be written, opened or bound.</summary>
    public static bool MayConcern(Episode line) => line.IsFromLog && WholeWords.HasAny(line.Message, Words);

    /// <summary>The setting that a line speaks of, and what it means; null where none does.</summary>
    private static (string Field, string Text)? Conflict(JsonElement spec, JsonElement container, string line)
    {
        if (Has(line, "read-only file system") || Has(line, "EROFS"))
            return
                container.At("securityContext").Flag("readOnlyRootFilesystem") == true && !IsOnVolume(container, line)
                ? (
                    "readOnlyRootFilesystem",
                    "writes to a path of its image, but readOnlyRootFilesystem is set and no volume is mounted there"
                )
                : null;
        var isDenied = Has(line, "permission denied") || Has(line, "EACCES");
        var isNotPermitted = Has(line, "operation not permitted") || Has(line, "EPERM");
        if (!isDenied && !isNotPermitted || IsOnVolume(container, line))
            return null;
        if (isDenied && Has(line, "bind"))
            return PortIn(line) is not (>= FirstFreePort or null) && Restricting(spec, container) is { } limit
                ? (limit, $"may not bind a port below {FirstFreePort} because {limit} is set")
                : null;
        if (!line.Contains('/'))
            return null;
        return Restricting(spec, container) is { } setting
            ? (setting, $"has no permission on a path of its image: {setting} runs it as another user")
            : null;
    }

    /// <summary>The setting that makes a process less than root; null where there is none.</summary>
    private static string? Restricting(JsonElement spec, JsonElement container)
    {
        foreach (var field in (string[])["runAsUser", "runAsNonRoot", "runAsGroup", "capabilities"])
        {
            var value = container.At("securityContext", field);
            if (!value.IsPresent())
                value = spec.At("securityContext", field);
            if (field == "capabilities" ? value.Items("drop").Any() : value.IsPresent() && value.Number() != 0)
                return field;
        }
        return null;
    }

    private static string? SettingOf(JsonElement spec, JsonElement container, string field)
    {
        var value = container.At("securityContext", field);
        if (!value.IsPresent())
            value = spec.At("securityContext", field);
        return value.IsPresent() ? value.GetRawText() : null;
    }

    private static JsonElement ContainerOf(JsonElement pod, string? name)
    {
        var containers = pod.At("spec").Items("containers").Concat(pod.At("spec").Items("initContainers")).ToList();
        return name is null && containers.Count == 1
            ? containers[0]
            : containers.FirstOrDefault(container => container.Text("name") == name);
    }

    private static bool IsOnVolume(JsonElement container, string line) =>
        container
            .Items("volumeMounts")
            .Any(mount =>
                mount.Text("mountPath") is { Length: > 1 } path && line.Contains(path, StringComparison.Ordinal)
            );

    private static int? PortIn(string line)
    {
        for (var at = line.IndexOf(':', StringComparison.Ordinal); at >= 0; at = line.IndexOf(':', at + 1))
        {
            var end = at + 1;
            while (end < line.Length && char.IsAsciiDigit(line[end]))
                end++;
            if (end - at is > 1 and < 7 && (end == line.Length || !char.IsLetterOrDigit(line[end])))
                return int.Parse(line.AsSpan(at + 1, end - at - 1), System.Globalization.CultureInfo.InvariantCulture);
        }
        return null;
    }

    private static bool Has(string line, string text) => WholeWords.Has(line, text);
}
