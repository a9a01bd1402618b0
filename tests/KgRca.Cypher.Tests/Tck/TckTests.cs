using System.Reflection;

namespace KgRca.Cypher.Tests.Tck;

/// <summary>
/// Runs openCypher's conformance tests, where <c>../shared/tck/features</c> or the folder in <c>KGRCA_TCK</c> has them.
/// Scenarios that write are refused. <c>expected-failures.txt</c> lists those that fail, each with its reason.
/// </summary>
public sealed class TckTests(ITestOutputHelper output)
{
    private const double Reach = 0.97;

    public static TheoryData<string> Features() => [.. TckReader.Features().DefaultIfEmpty("none")];

    [Theory]
    [MemberData(nameof(Features))]
    public void Feature_EachScenario_AnswersAsExpected(string feature)
    {
        Assert.SkipWhen(TckReader.Root is null, "There is no TCK: set KGRCA_TCK to its folder of features.");
        var expected = ExpectedFailures();
        var wrong = new List<string>();
        foreach (var scenario in TckReader.Scenarios(feature))
        {
            var failure = TckRunner.Run(scenario);
            if (failure is not null && !expected.ContainsKey(scenario.Id))
                wrong.Add($"{scenario.Id}\n  {failure}");
            if (failure is null && expected.ContainsKey(scenario.Id))
                wrong.Add($"{scenario.Id}\n  is listed as failing, and passes");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Features_ThoseThatRead_PassByFolder()
    {
        Assert.SkipWhen(TckReader.Root is null, "There is no TCK: set KGRCA_TCK to its folder of features.");
        var expected = ExpectedFailures();
        var scenarios = TckReader.Features().SelectMany(TckReader.Scenarios).ToList();
        Assert.Empty(expected.Keys.Except(scenarios.Select(scenario => scenario.Id)));
        var reading = scenarios.Where(TckRunner.Reads).ToList();
        foreach (
            var folder in reading.GroupBy(scenario => Path.GetDirectoryName(scenario.Feature)!).OrderBy(g => g.Key)
        )
            output.WriteLine(
                $"{folder.Key, -40} {folder.Count(each => !expected.ContainsKey(each.Id)), 5} of {folder.Count(), 5}"
            );
        var passing = reading.Count(scenario => !expected.ContainsKey(scenario.Id));
        output.WriteLine($"all that read: {passing} of {reading.Count}; writing: {scenarios.Count - reading.Count}");
        Assert.True(passing >= Reach * reading.Count, $"{passing} of {reading.Count} pass.");
    }

    // A line is: feature | scenario | reason.
    private static Dictionary<string, string> ExpectedFailures()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("expected-failures.txt")!;
        using var reader = new StreamReader(stream);
        return reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(" | "))
            .ToDictionary(parts => $"{parts[0]} | {string.Join(" | ", parts[1..^1])}", parts => parts[^1]);
    }
}
