using CsCheck;
using KgRca.Agent.Pseudonyms;

namespace KgRca.Agent.Tests.Pseudonyms;

public sealed class WordPseudonymsTests
{
    private static readonly Gen<string> Word = Gen.Char["abcdefgh0123"]
        .Array[1, 9]
        .Select(characters => new string(characters));

    [Fact]
    public void Of_AnyWords_DifferentOnesStayDifferent() =>
        Word.List[1, 300]
            .Sample(
                words =>
                {
                    var pseudonyms = new WordPseudonyms(Key(1));
                    var mapped = words.Distinct().Select(pseudonyms.Of).ToList();
                    Assert.Equal(mapped.Count, mapped.Distinct().Count());
                },
                iter: 200
            );

    [Theory]
    [InlineData("payment")]
    [InlineData("Payment")]
    [InlineData("PAYMENT")]
    [InlineData("6f7c9d5b84")]
    public void Of_Word_KeepsLengthCaseAndKindOfCharacters(string word)
    {
        var mapped = new WordPseudonyms(Key(1)).Of(word);
        Assert.NotEqual(word, mapped);
        Assert.Equal(word.Select(Class), mapped.Select(Class));
    }

    [Fact]
    public void Of_SameWordInAnotherCase_IsTheSamePseudonym()
    {
        var pseudonyms = new WordPseudonyms(Key(1));
        Assert.Equal(pseudonyms.Of("payment").ToUpperInvariant(), pseudonyms.Of("PAYMENT"));
    }

    [Fact]
    public void Of_AnotherKey_IsAnotherPseudonym() =>
        Assert.NotEqual(new WordPseudonyms(Key(1)).Of("payment"), new WordPseudonyms(Key(2)).Of("payment"));

    // The engine takes names for one, mistyped, if one is the other with something added or they differ in two letters
    // at most.
    [Theory]
    [InlineData("cartservice", "cartservcie")]
    [InlineData("payment", "payments")]
    [InlineData("recommendation", "recomendation")]
    public void Of_MistypedWord_DiffersAsLittle(string word, string mistyped)
    {
        var pseudonyms = new WordPseudonyms(Key(1));
        var (left, right) = (pseudonyms.Of(word), pseudonyms.Of(mistyped));
        Assert.NotEqual(left, right);
        Assert.Equal(mistyped.Length - word.Length, right.Length - left.Length);
        var start = left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        var end = left.Reverse().Zip(right.Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(start + end >= Math.Min(left.Length, right.Length) - 2, $"{left}, {right}");
    }

    [Fact]
    public void Of_HugeWord_IsShortened() =>
        Assert.Equal(128, new WordPseudonyms(Key(1)).Of(new string('a', 100_000)).Length);

    private static byte[] Key(byte first) => [first, .. new byte[31]];

    private static string Class(char character) =>
        char.IsDigit(character) ? "digit"
        : char.IsUpper(character) ? "upper"
        : "lower";
}
