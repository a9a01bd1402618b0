using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.CustomResources;

/// <summary>
/// Kinds or versions that the API server does not serve, though a controller or a release asks for them: their
/// CustomResourceDefinition was changed or deleted, or never came.
/// </summary>
internal static class UnservedKinds
{
    private const string Definition = "CustomResourceDefinition";

    private static readonly string[] Words =
    [
        "no matches for kind",
        "the server could not find the requested resource",
        "no kind is registered",
        "resource mapping not found",
        "ensure CRDs are installed first",
        "no such kind",
    ];

    /// <summary>Whether a message says that the API server does not serve a kind.</summary>
    public static bool AreIn(string message) =>
        Array.Exists(Words, word => message.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The definition that was changed or deleted before somebody asked for its kind in vain; null where none was.
    /// </summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology)
    {
        if (cause is not (Causes.KindNotServed or Causes.GitOps) || !AreIn(failure.Message))
            return null;
        foreach (var definition in topology.SeenOfKind(failure.Subject.Cluster, Definition, null))
        {
            if (!Names(definition, failure.Message))
                continue;
            if (definition.DeletedAt is not null)
                return Of(definition, "was deleted");
            if (
                LastChange(definition) is { } change
                && (definition.CreatedAt is null || change.Onset > definition.CreatedAt)
            )
                return Of(definition, "was changed, and does not serve it any more");
        }
        return null;
    }

    private static Responsible Of(ResourceState definition, string text) =>
        new(definition, Causes.KindNotServed, $"{Definition} {definition.Name} {text}.")
        {
            NextStep =
                $"Serve the version again that is asked for in spec.versions of {Definition} {definition.Name} ({(definition.Object is null ? "it was deleted" : $"it serves {Served(definition)}")}), or move whoever asks for it to one that is served: `kubectl get crd {definition.Name} -o yaml`.",
        };

    private static string Served(ResourceState definition) =>
        string.Join(
            ", ",
            (definition.Object?.At("spec").Items("versions") ?? default)
                .Where(version => version.Flag("served") == true)
                .Select(version => version.Text("name"))
        );

    private static Episode? LastChange(ResourceState definition)
    {
        for (var i = definition.Candidates.Count - 1; i >= 0; i--)
            if (definition.Candidates[i].Assessment.Role == CauseRole.Change)
                return definition.Candidates[i];
        return null;
    }

    // Of one that is gone its name alone is left: plural and group.
    private static bool Names(ResourceState definition, string message)
    {
        if (message.Contains(definition.Name, StringComparison.OrdinalIgnoreCase))
            return true;
        var dot = definition.Name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !message.Contains(definition.Name[(dot + 1)..], StringComparison.OrdinalIgnoreCase))
            return false;
        var kind = definition.Object?.At("spec", "names").Text("kind") ?? definition.Name[..dot].TrimEnd('s');
        return message.Contains(kind, StringComparison.OrdinalIgnoreCase);
    }
}
