using Gherkin.Ast;

namespace KgRca.Cypher.Tests.Tck;

/// <summary>Reads the openCypher TCK, where there is one.</summary>
internal static class TckReader
{
    private const string Default = "../shared/tck/features";

    /// <summary>The folder of the features; null where there is none.</summary>
    public static string? Root { get; } = FindRoot();

    /// <summary>The graphs that scenarios start from, beside the features.</summary>
    public static string Graph(string name) =>
        File.ReadAllText(Path.Combine(Root!, "..", "graphs", name, name + ".cypher"));

    /// <summary>The feature files, below the folder and without their extension.</summary>
    public static IEnumerable<string> Features() =>
        Root is null
            ? []
            : Directory
                .EnumerateFiles(Root, "*.feature", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Root, path)[..^".feature".Length].Replace('\\', '/'))
                .Order(StringComparer.Ordinal);

    /// <summary>The scenarios of a feature, outlines expanded.</summary>
    public static IEnumerable<TckScenario> Scenarios(string feature)
    {
        using var text = File.OpenText(Path.Combine(Root!, feature + ".feature"));
        var document = new Gherkin.Parser().Parse(text);
        var background = document.Feature.Children.OfType<Background>().SelectMany(each => each.Steps).ToList();
        return document
            .Feature.Children.OfType<Scenario>()
            .SelectMany(scenario => Expand(feature, scenario, background));
    }

    private static string? FindRoot()
    {
        var configured = Environment.GetEnvironmentVariable("KGRCA_TCK");
        if (!string.IsNullOrEmpty(configured))
            return Directory.Exists(configured) ? configured : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, Default) is var path && Directory.Exists(path))
                return path;
        return null;
    }

    private static IEnumerable<TckScenario> Expand(string feature, Scenario scenario, List<Step> background)
    {
        var steps = background.Concat(scenario.Steps).ToList();
        if (!scenario.Examples.Any())
        {
            yield return new TckScenario(feature, scenario.Name, [.. steps.Select(step => Read(step, []))]);
            yield break;
        }
        var number = 0;
        foreach (var examples in scenario.Examples)
        {
            var names = examples.TableHeader.Cells.Select(cell => cell.Value).ToList();
            foreach (var line in examples.TableBody)
            {
                var values = names
                    .Zip(line.Cells, (name, cell) => KeyValuePair.Create($"<{name}>", cell.Value))
                    .ToList();
                yield return new TckScenario(
                    feature,
                    $"{scenario.Name} #{++number}",
                    [.. steps.Select(step => Read(step, values))]
                );
            }
        }
    }

    private static TckStep Read(Step step, List<KeyValuePair<string, string>> values)
    {
        var table = step.DataTable?.Rows.Select(row =>
            (IReadOnlyList<string>)[.. row.Cells.Select(cell => Fill(cell.Value))]
        );
        return new TckStep(Fill(step.Text), step.DocString is { } block ? Fill(block.Content) : null, [.. table ?? []]);

        string Fill(string text) => values.Aggregate(text, (all, value) => all.Replace(value.Key, value.Value));
    }
}
