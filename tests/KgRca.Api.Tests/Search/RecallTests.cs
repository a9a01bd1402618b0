using KgRca.Api.Search;

namespace KgRca.Api.Tests.Search;

/// <summary>How much of what operators look for is among the first ten answers, by queries with labels.</summary>
public sealed class RecallTests
{
    private const int Answers = 10;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Search");
    private static readonly string[][] Episodes = Read("episodes.tsv");
    private static readonly string[][] Queries = Read("queries.tsv");

    [Fact]
    public async Task Search_WithModel_FindsNineOfTen() => Assert.InRange(await RecallAsync(isByMeaning: true), 0.9, 1);

    [Fact]
    public async Task Search_ByWordsAlone_FindsThreeOfFour() =>
        Assert.InRange(await RecallAsync(isByMeaning: false), 0.75, 1);

    private static async Task<double> RecallAsync(bool isByMeaning)
    {
        var index = new EpisodeIndex();
        foreach (var fields in Episodes)
            index.Add(SearchEpisodes.Node(fields[0], fields[1], fields[2], fields[3], 0));
        using var model = isByMeaning ? OnnxEmbeddings.Load(new SearchOptions().ModelPath) : null;
        if (model is not null)
        {
            var texts = index.TakeWithoutVector(int.MaxValue);
            var vectors = await model.GenerateAsync(
                texts.Select(text => text.Text),
                cancellationToken: TestContext.Current.CancellationToken
            );
            foreach (var (text, vector) in texts.Zip(vectors))
                text.Vector = vector.Vector;
        }
        var recall = 0.0;
        foreach (var query in Queries)
        {
            var vector = model is null
                ? (ReadOnlyMemory<float>?)null
                : (await model.GenerateAsync([query[0]], cancellationToken: TestContext.Current.CancellationToken))[
                    0
                ].Vector;
            var found = index.Search(query[0], vector).Take(Answers).Select(hit => hit.Entry.EventId).ToHashSet();
            var wanted = query[1].Split(' ');
            var share = wanted.Count(found.Contains) / (double)wanted.Length;
            if (share < 1)
                TestContext.Current.TestOutputHelper?.WriteLine(
                    $"{query[0]}: not found: {string.Join(' ', wanted.Where(id => !found.Contains(id)))}"
                );
            recall += share / Queries.Length;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"recall@{Answers} {recall:0.000}");
        return recall;
    }

    private static string[][] Read(string file) =>
        [.. File.ReadLines(Path.Combine(Folder, file)).Select(line => line.Split('\t'))];
}
