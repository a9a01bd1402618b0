using System.Text.Json;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Detectors;

/// <summary>Selectors of labels.</summary>
internal static class Labels
{
    /// <summary>Whether a Service's selector matches a Pod. A Service without a selector selects nothing.</summary>
    public static bool Selects(ResourceState service, ResourceState pod) =>
        service.Object is { } serviceItem && pod.Object is { } podItem && Match(serviceItem.At("spec"), "selector", podItem.At("metadata"));

    /// <summary>Whether a Service's selector matches the labels under <paramref name="metadata"/>.</summary>
    public static bool Selects(ResourceState service, JsonElement metadata) =>
        service.Object is { } item && Match(item.At("spec"), "selector", metadata);

    /// <summary>Whether the labels under <paramref name="metadata"/> have every pair of a selector, and the selector has one.</summary>
    public static bool Match(JsonElement parent, string selector, JsonElement metadata)
    {
        var any = false;
        var labels = metadata.At("labels");
        foreach (var pair in parent.Members(selector))
        {
            any = true;
            if (pair.Value.Text() is not { } wanted || labels.Text(pair.Name) != wanted) return false;
        }
        return any;
    }

    /// <summary>A selector for people: <c>app=cart, tier=web</c>.</summary>
    public static string Text(JsonElement parent, string selector) =>
        string.Join(", ", parent.Members(selector).Select(pair => $"{pair.Name}={pair.Value.Text()}"));
}
