using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>Which ConfigMap or Secret holds the configuration that a line is about.</summary>
internal static class ConfigurationSource
{
    private static readonly string[] FileWords = ["file", "line", "yaml", "toml", "json", "pars", "config"];

    /// <summary>The object and where its container has it; null where the configuration is in the workload itself.</summary>
    public static MountedFile? Of(Episode line, ClusterTopology topology)
    {
        var (spec, container) = ContainerOf(line, topology);
        if (container.ValueKind != JsonValueKind.Object)
            return null;
        var space = line.Subject.Namespace;
        if (
            ConfigurationPlace.VariableIn(line.Message) is { } variable
            && MountedFile.OfVariable(container, variable, space) is { } source
        )
            return source;
        var files = MountedFile.Of(spec, container, space);
        foreach (var path in ConfigurationPlace.PathsIn(line.Message))
            if (files.Find(file => file.Holds(path)) is { } holder)
                return holder with { Place = path, Key = holder.Key ?? Path.GetFileName(path) };
        return ByKey(line, files, topology) ?? Only(line, files);
    }

    /// <summary>The Pod's spec and the container that a line is of.</summary>
    public static (JsonElement Spec, JsonElement Container) ContainerOf(Episode line, ClusterTopology topology)
    {
        var item = line.Subject.Object ?? topology.WorkloadOf(line.Subject).Object ?? default(JsonElement);
        var spec = item.Text("kind") == "Pod" ? item.At("spec") : item.At("spec", "template", "spec");
        var containers = spec.Items("containers").Concat(spec.Items("initContainers")).ToList();
        var named = containers.Find(container =>
            container.Text("name") is { } name
            && (name == line.Container || line.Message.StartsWith($"Container {name} ", StringComparison.Ordinal))
        );
        return (spec, named.ValueKind == JsonValueKind.Object || containers.Count == 0 ? named : containers[0]);
    }

    // Programs also name a file without its folder: Corefile:9, prometheus.yml.
    private static MountedFile? ByKey(Episode line, List<MountedFile> files, ClusterTopology topology)
    {
        foreach (var file in files)
        {
            if (file.Key is { } key && IsNamed(line, key))
                return file;
            var held = topology.Find(line.Subject.Cluster, file.Object.Kind, line.Subject.Namespace, file.Object.Name);
            foreach (var member in (held?.Object ?? default(JsonElement)).Members("data"))
                if (IsNamed(line, member.Name))
                    return file with { Place = $"{file.Place.TrimEnd('/')}/{member.Name}", Key = member.Name };
        }
        return null;
    }

    private static bool IsNamed(Episode line, string key) =>
        (key.Contains('.', StringComparison.Ordinal) || key.Any(char.IsUpper))
        && line.Message.Contains(key, StringComparison.Ordinal);

    private static MountedFile? Only(Episode line, List<MountedFile> files)
    {
        var maps = files.FindAll(file => file.Object.Kind == "ConfigMap").DistinctBy(file => file.Object).ToList();
        return
            maps.Count == 1
            && ConfigurationPlace.FlagIn(line.Message) is null
            && ConfigurationPlace.VariableIn(line.Message) is null
            && Array.Exists(FileWords, word => line.Message.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? maps[0]
            : null;
    }
}
