using KgRca.Graph.Neo4j;

namespace KgRca.Graph.Tests.Neo4j;

public sealed class Neo4jAddressTests
{
    [Fact]
    public void Parse_SeveralServers_HasThemAndTheCredentials()
    {
        var address = Neo4jAddress.Parse("http://a:7474, https://b:7473;user=neo4j;password=p=w");
        Assert.Equal(["http://a:7474/", "https://b:7473/"], address.Servers.Select(server => server.ToString()));
        Assert.Equal(("neo4j", "p=w"), (address.User, address.Password));
    }

    [Fact]
    public void ToString_Password_IsNotInIt() =>
        Assert.DoesNotContain("secret", $"{Neo4jAddress.Parse("http://a:7474;user=neo4j;password=secret")}");

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("bolt://a:7687", "'bolt://a:7687' is no address such as http://neo4j:7474")]
    [InlineData("a;user=x", "'a' is no address")]
    [InlineData("http://a;pass=secret", "'pass' is neither user nor password")]
    public void Parse_Malformed_SaysWhatIsWrongWithoutValues(string text, string problem)
    {
        var refused = Assert.Throws<FormatException>(() => Neo4jAddress.Parse(text));
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }
}
