using KgRca.Api.Search;

namespace KgRca.Api.Tests.Search;

public sealed class EpisodeIndexTests
{
    [Theory]
    [InlineData("ImagePullBackOff", "imagepullbackoff imag pull back off")]
    [InlineData("OOMKilled", "oomkill oom kill")]
    [InlineData("docker.io/library/nginx:1.25", "docker io librar nginx 1 25")]
    [InlineData("the pods of shop/cart-7d9f8", "pod shop cart 7d9f8")]
    [InlineData("killing killed kills", "kill kill kill")]
    [InlineData("  ", "")]
    [InlineData("Größe 漢字", "größ 漢字")]
    public void Tokens_OfText_AreItsWordsAndTheirParts(string text, string tokens) =>
        Assert.Equal(tokens, string.Join(' ', SearchTokens.Of(text)));

    [Fact]
    public void Search_RareWord_CountsMoreThanAFrequentOne()
    {
        var index = new EpisodeIndex();
        for (var i = 0; i < 20; i++)
            index.Add(SearchEpisodes.Node($"e{i}", $"Pod/p{i}", "BackOff", $"container {(char)('a' + i)} restarts", i));
        index.Add(SearchEpisodes.Node("rare", "Pod/x", "Log", "quorum lost", 1));
        Assert.Equal("rare", index.Search("container quorum", null)[0].Entry.EventId);
    }

    [Fact]
    public void Add_SameReportOfOneObject_IsOneEntryWithTheLatestEpisode()
    {
        var index = new EpisodeIndex();
        index.Add(SearchEpisodes.Node("first", "Pod/a", "Log", "request 17 took 3000 ms", 100));
        index.Add(SearchEpisodes.Node("late", "Pod/a", "Log", "request 18 took 4000 ms", 50));
        index.Add(SearchEpisodes.Node("last", "Pod/a", "Log", "request 19 took 5000 ms", 200));
        var entry = Assert.Single(index.Search("request", null)).Entry;
        Assert.Equal(("last", 50, 200), (entry.EventId, entry.FirstTime, entry.LastTime));
    }

    [Fact]
    public void Search_SameReportOfManyObjects_GivesThree()
    {
        var index = new EpisodeIndex();
        for (var i = 0; i < 9; i++)
            index.Add(SearchEpisodes.Node($"e{i}", $"Pod/p{i}", "OOMKilled", "exit code 137", i));
        index.Add(SearchEpisodes.Node("other", "Pod/q", "Log", "memory is low", 0));
        Assert.Equal(
            ["e6", "e7", "e8", "other"],
            index.Search("OOMKilled memory", null).Select(hit => hit.Entry.EventId).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Search_Times_LeavesOutWhatOccurredBeforeOrAfter()
    {
        var index = new EpisodeIndex();
        for (var i = 0; i < 5; i++)
            index.Add(SearchEpisodes.Node($"e{i}", $"Pod/p{i}", "Failed", $"failure {(char)('a' + i)}", i * 100));
        Assert.Equal(["e1", "e2"], index.Search("failed", null, 100, 300).Select(hit => hit.Entry.EventId).Order());
    }

    [Fact]
    public void Add_MoreThanItHolds_DropsWhatHasNotOccurredForLongest()
    {
        var index = new EpisodeIndex(maxEntries: 3);
        foreach (var name in (string[])["a", "b", "c"])
            index.Add(SearchEpisodes.Node(name, $"Pod/{name}", "Failed", "volume", 1));
        index.Add(SearchEpisodes.Node("a2", "Pod/a", "Failed", "volume", 2));
        index.Add(SearchEpisodes.Node("d", "Pod/d", "Failed", "volume", 3));
        Assert.Equal(["a2", "c", "d"], index.Search("volume", null).Select(hit => hit.Entry.EventId).Order());
        Assert.Equal(3, index.Count);
    }

    [Fact]
    public void Remove_LastOfAText_ForgetsItsVectorAndItsWords()
    {
        var index = new EpisodeIndex();
        index.Add(SearchEpisodes.Node("a", "Pod/a", "Failed", "volume", 1));
        index.Remove(index.Search("volume", null)[0].Entry);
        Assert.Empty(index.Search("volume failed a", new float[384]));
        Assert.Empty(index.TakeWithoutVector(10));
        Assert.Equal(0, index.Count);
    }

    [Fact]
    public async Task Model_Sentences_HasTheSimilaritiesOfTheOriginal()
    {
        using var model = OnnxEmbeddings.Load(new SearchOptions().ModelPath);
        string[] texts = ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."];
        var vectors = await model.GenerateAsync(texts, cancellationToken: TestContext.Current.CancellationToken);
        double Similarity(int left, int right) =>
            System.Numerics.Tensors.TensorPrimitives.Dot(vectors[left].Vector.Span, vectors[right].Vector.Span);
        Assert.Equal(0.659, Similarity(0, 1), 0.01);
        Assert.Equal(0.122, Similarity(0, 2), 0.01);
        Assert.Equal(0.148, Similarity(1, 2), 0.01);
        Assert.Equal(1, Similarity(0, 0), 0.001);
    }

    [Fact]
    public async Task Model_BatchOfUnlikeLengths_GivesWhatEachAloneGives()
    {
        using var model = OnnxEmbeddings.Load(new SearchOptions().ModelPath);
        var texts = Enumerable
            .Range(0, 40)
            .Select(i => string.Join(' ', Enumerable.Repeat("node is not ready", 1 + i * 7 % 60)))
            .ToList();
        var together = await model.GenerateAsync(texts, cancellationToken: TestContext.Current.CancellationToken);
        foreach (var i in (int[])[0, 17, 39])
        {
            var alone = (
                await model.GenerateAsync([texts[i]], cancellationToken: TestContext.Current.CancellationToken)
            )[0];
            Assert.InRange(
                System.Numerics.Tensors.TensorPrimitives.Dot(alone.Vector.Span, together[i].Vector.Span),
                0.98f,
                1.001f
            );
        }
    }
}
