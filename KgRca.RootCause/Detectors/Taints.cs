using System.Text.Json;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Detectors;

/// <summary>Taints that keep Pods off a node.</summary>
internal static class Taints
{
    /// <summary>Whether a node has a taint that a Pod does not tolerate. A mere preference keeps no Pod away.</summary>
    public static bool Repel(ResourceState node, JsonElement podSpec) =>
        node.Object is { } item && item.At("spec").Items("taints")
            .Any(taint => taint.Text("effect") != "PreferNoSchedule" && !podSpec.Items("tolerations").Any(toleration => Tolerates(toleration, taint)));

    private static bool Tolerates(JsonElement toleration, JsonElement taint)
    {
        if (toleration.Text("effect") is { Length: > 0 } effect && effect != taint.Text("effect")) return false;
        if (toleration.Text("key") is { Length: > 0 } key && key != taint.Text("key")) return false;
        return toleration.Text("operator") == "Exists" || toleration.Text("key") is { Length: > 0 } && (toleration.Text("value") ?? "") == (taint.Text("value") ?? "");
    }
}
