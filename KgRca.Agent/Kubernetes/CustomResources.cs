using System.CommandLine;
using System.Text.RegularExpressions;

namespace KgRca.Agent.Kubernetes;

/// <summary>
/// Kinds that the user wants watched beside those of <see cref="WatchedTypes"/>: <c>GROUP/VERSION/PLURAL</c>, such as
/// <c>cert-manager.io/v1/certificates</c>. Their kind is asked of the API server.
/// </summary>
internal static partial class CustomResources
{
    private const string Variable = "KGRCA_RESOURCES";

    /// <summary>The option <c>--resource</c>. What is wrong with a value ends the command before it begins.</summary>
    public static Option<string[]> Option()
    {
        var option = new Option<string[]>("--resource")
        {
            Description =
                "Additional kind to watch, as GROUP/VERSION/PLURAL, such as "
                + $"cert-manager.io/v1/certificates; repeatable [default: {Variable}, comma-separated]",
            DefaultValueFactory = _ =>
                AgentSettings
                    .Read(Variable)
                    ?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                ?? [],
        };
        option.Validators.Add(result =>
        {
            if (Read(result.GetValueOrDefault<string[]>() ?? [], out _) is { } trouble)
                result.AddError(trouble);
        });
        return option;
    }

    /// <summary>The kinds that were named, by the option or the environment.</summary>
    public static IReadOnlyList<ResourceType> Of(ParseResult result, Option<string[]> option)
    {
        Read(result.GetValue(option) ?? [], out var types);
        return types;
    }

    /// <summary>Reads what was given.</summary>
    /// <param name="entries">The kinds as they were given.</param>
    /// <param name="types">Gets them; their kind is empty.</param>
    /// <returns>What is wrong, a sentence an entry; null where nothing is.</returns>
    public static string? Read(IEnumerable<string> entries, out IReadOnlyList<ResourceType> types)
    {
        var (read, troubles) = (new List<ResourceType>(), new List<string>());
        foreach (var entry in entries)
        {
            if (Entry().Match(entry) is not { Success: true } match)
            {
                troubles.Add(
                    $"'{entry}' is not a valid kind: use GROUP/VERSION/PLURAL, such as "
                        + "cert-manager.io/v1/certificates. List them with kubectl api-resources."
                );
                continue;
            }
            var type = new ResourceType(
                match.Groups["group"].Value,
                match.Groups["version"].Value,
                match.Groups["plural"].Value,
                "",
                IsCustom: true
            );
            if (WatchedTypes.All.Any(watched => IsSame(watched, type)))
                troubles.Add($"{entry} is always watched; remove it.");
            else if (read.Exists(other => IsSame(other, type)))
                troubles.Add($"{entry} is listed twice.");
            else
                read.Add(type);
        }
        types = read;
        return troubles.Count == 0 ? null : string.Join(Environment.NewLine, troubles);
    }

    private static bool IsSame(ResourceType left, ResourceType right) =>
        left.Group == right.Group && left.Plural == right.Plural;

    // A group is a DNS name, a version and a plural are labels of one.
    [GeneratedRegex(
        "^(?<group>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)/(?<version>v[a-z0-9]+)/(?<plural>[a-z](?:[a-z0-9-]*[a-z0-9])?)$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Entry();
}
