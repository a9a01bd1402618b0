using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace KgRca.Agent.Tests.Deploy;

/// <summary>Reads manifests: YAML documents as JSON, every scalar a text.</summary>
internal static class Manifests
{
    public static List<JsonNode> Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(document => Convert(document.RootNode)).OfType<JsonObject>()];
    }

    /// <summary>The files of a kustomization that has no patches, in one.</summary>
    public static List<JsonNode> ReadBase() =>
        [
            .. Parse(File.ReadAllText(DeployFolder.Of("base", "kustomization.yaml")))[0]["resources"]!
                .AsArray()
                .SelectMany(file => Parse(File.ReadAllText(DeployFolder.Of("base", file!.GetValue<string>())))),
        ];

    public static JsonNode Only(this IEnumerable<JsonNode> objects, string kind) =>
        objects.Single(item => Text(item["kind"]) == kind);

    public static string Text(this JsonNode? node) => node?.GetValue<string>() ?? "";

    public static IEnumerable<string> Texts(this JsonNode? node) => node?.AsArray().Select(item => item.Text()) ?? [];

    /// <summary>
    /// Objects as text, in an order of their own, as have lists of what has names, to compare sets of them.
    /// </summary>
    public static string Canonical(IEnumerable<JsonNode> objects) =>
        string.Join("\n", objects.Select(item => Sorted(item)!.ToJsonString()).Order(StringComparer.Ordinal));

    private static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members
                    .OrderBy(member => member.Key, StringComparer.Ordinal)
                    .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))
            ),
            JsonArray items => new JsonArray([
                .. items
                    .Select(Sorted)
                    .OrderBy(item => item is JsonObject named ? named["name"].Text() : "", StringComparer.Ordinal),
            ]),
            _ => node?.DeepClone(),
        };

    private static JsonNode? Convert(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(child =>
                    KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, Convert(child.Value))
                )
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
            YamlScalarNode scalar => JsonValue.Create(scalar.Value),
            _ => null,
        };
}
