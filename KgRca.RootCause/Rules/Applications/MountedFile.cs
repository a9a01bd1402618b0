using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>A ConfigMap or Secret that a container has as files or variables.</summary>
/// <param name="Object">It.</param>
/// <param name="Place">Where the container has it: a path, or the name of a variable.</param>
/// <param name="Key">The key that a file or variable is of; null where not known.</param>
internal sealed record MountedFile(ObjectReference Object, string Place, string? Key)
{
    private static readonly string[] Automatic = ["kube-root-ca.crt", "istio-ca-root-cert", "openshift-service-ca.crt"];

    /// <summary>The ConfigMaps and Secrets that a container mounts, by the longest path first.</summary>
    public static List<MountedFile> Of(JsonElement podSpec, JsonElement container, string space)
    {
        var files = new List<MountedFile>();
        foreach (var mount in container.Items("volumeMounts"))
        foreach (var volume in podSpec.Items("volumes"))
        {
            if (volume.Text("name") != mount.Text("name") || mount.Text("mountPath") is not { } path)
                continue;
            foreach (var source in Sources(volume, space))
                files.Add(new MountedFile(source, path, mount.Text("subPath")));
        }
        files.Sort((left, right) => right.Place.Length.CompareTo(left.Place.Length));
        return files;
    }

    /// <summary>The object that a variable comes from; null where it is written in the Pod itself, or nowhere.</summary>
    public static MountedFile? OfVariable(JsonElement container, string variable, string space)
    {
        foreach (var item in container.Items("env"))
        {
            if (item.Text("name") != variable)
                continue;
            var from = item.At("valueFrom");
            if (from.At("configMapKeyRef") is { ValueKind: JsonValueKind.Object } map)
                return new MountedFile(Reference("ConfigMap", map.Text("name"), space), variable, map.Text("key"));
            if (from.At("secretKeyRef") is { ValueKind: JsonValueKind.Object } secret)
                return new MountedFile(Reference("Secret", secret.Text("name"), space), variable, secret.Text("key"));
            return null;
        }
        return null;
    }

    /// <summary>Whether a file is of it.</summary>
    public bool Holds(string path) =>
        path.StartsWith(Place, StringComparison.Ordinal)
        && (path.Length == Place.Length || Place.EndsWith('/') || path[Place.Length] == '/');

    private static IEnumerable<ObjectReference> Sources(JsonElement volume, string space)
    {
        if (volume.At("configMap").Text("name") is { } map && Array.IndexOf(Automatic, map) < 0)
            yield return Reference("ConfigMap", map, space);
        if (volume.At("secret").Text("secretName") is { } secret)
            yield return Reference("Secret", secret, space);
        foreach (var source in volume.At("projected").Items("sources"))
        {
            if (source.At("configMap").Text("name") is { } projected && Array.IndexOf(Automatic, projected) < 0)
                yield return Reference("ConfigMap", projected, space);
            if (source.At("secret").Text("name") is { } projectedSecret)
                yield return Reference("Secret", projectedSecret, space);
        }
    }

    private static ObjectReference Reference(string kind, string? name, string space) => new(kind, name ?? "", space);
}
