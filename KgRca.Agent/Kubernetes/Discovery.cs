using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using KgRca.Agent.Topology;

namespace KgRca.Agent.Kubernetes;

/// <summary>What an API server says of a resource that the user has named.</summary>
/// <param name="Type">The type with its kind; null where it cannot be watched.</param>
/// <param name="Trouble">Why it cannot.</param>
internal readonly record struct Discovered(ResourceType? Type, string? Trouble);

/// <summary>
/// Asks an API server which kinds resources are of. No two of them may be of one name, which is all that records tell
/// them apart by. Safe for use by many threads.
/// </summary>
internal sealed class Discovery(ApiServer server)
{
    private readonly ConcurrentDictionary<string, ResourceType> _byKind = new(
        WatchedTypes.All.Select(type => KeyValuePair.Create(type.Kind, type)),
        StringComparer.Ordinal
    );

    /// <summary>Asks.</summary>
    /// <exception cref="HttpRequestException">There is no answer that says whether it is served.</exception>
    /// <exception cref="JsonException">The answer is none of an API server.</exception>
    public async Task<Discovered> FindAsync(ResourceType type, CancellationToken cancellationToken)
    {
        using var response = await server.GetAsync($"apis/{type.ApiVersion}", cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return new Discovered(null, $"the cluster does not serve {type.ApiVersion} yet");
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var list = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        return Read(type, [.. list.RootElement.Items("resources")]);
    }

    private Discovered Read(ResourceType type, List<JsonElement> resources)
    {
        var found = resources.Find(resource => resource.Text("name") == type.Plural);
        if (found.Text("kind") is not { } kind)
        {
            var meant = resources.Find(resource => IsOtherName(resource, type.Plural)).Text("name");
            return new Discovered(
                null,
                $"the cluster serves {type.ApiVersion}, which has no {type.Plural} "
                    + $"yet{(meant is null ? "" : $"; did you mean {meant}?")}"
            );
        }
        if (!Can(found, "list") || !Can(found, "watch"))
            return new Discovered(null, "it does not support list and watch");
        var taken = _byKind.GetOrAdd(kind, type);
        return taken.Group == type.Group && taken.Plural == type.Plural
            ? new Discovered(type with { Kind = kind }, null)
            : new Discovered(
                null,
                $"its kind {kind} is already watched as {taken.ApiVersion}/{taken.Plural}, and records identify kinds "
                    + "by name only"
            );
    }

    private static bool IsOtherName(JsonElement resource, string name) =>
        string.Equals(resource.Text("kind"), name, StringComparison.OrdinalIgnoreCase)
        || resource.Text("singularName") == name
        || Has(resource, "shortNames", name);

    private static bool Can(JsonElement resource, string verb) => Has(resource, "verbs", verb);

    private static bool Has(JsonElement resource, string list, string text) =>
        resource.Items(list).Any(item => item.ValueKind == JsonValueKind.String && item.ValueEquals(text));
}
