using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Tests.Parsing;

public sealed class ListingTests
{
    private const string Example = """
        {
          "op": "listed",
          "observed_at": "2026-11-21T11:50:50.000Z",
          "started_at": "2026-11-21T11:50:41.000Z",
          "cluster": "prod-eu-1",
          "api_version": "v1", "kind": "Pod",
          "namespace": "shop",
          "count": 1204
        }
        """;

    private static readonly DateTimeOffset ObservedAt = new(2026, 11, 21, 11, 50, 50, TimeSpan.Zero);

    private static readonly Listing Expected = new(
        ObservedAt,
        ObservedAt.AddSeconds(-9),
        "prod-eu-1",
        "v1",
        "Pod",
        1204,
        "shop"
    );

    [Fact]
    public void Parse_Listing_HasEveryMember() => Assert.Equal(Expected, Valid(Example));

    [Fact]
    public void Parse_OpAfterOtherMembers_IsListing() =>
        Assert.Equal(
            Expected,
            Valid(With("op", null).Replace("1204", "1204,\"op\":\"listed\"", StringComparison.Ordinal))
        );

    [Fact]
    public void Parse_WithoutNamespace_IsOfTheCluster()
    {
        var listing = Valid(With("namespace", null));

        Assert.Null(listing.Namespace);
        Assert.Equal("prod-eu-1/Pod//*", listing.Key);
    }

    [Fact]
    public void Parse_CountOfZero_IsValid() => Assert.Equal(0, Valid(With("count", "0")).Count);

    [Fact]
    public void Parse_UnknownMember_IsIgnored() => Assert.Equal(Expected, Valid(With("resource_version", "\"7\"")));

    [Fact]
    public void Parse_ResourceThatMentionsListed_IsResource()
    {
        var resource = Samples
            .Text(DataTopic.Resources)
            .Replace("\"app\": \"adservice\"", "\"op\": \"listed\"", StringComparison.Ordinal);

        ParseAssert.Valid<Resource>(DataTopic.Resources, Encoding.UTF8.GetBytes(resource));
    }

    [Theory]
    [InlineData("observed_at")]
    [InlineData("started_at")]
    [InlineData("cluster")]
    [InlineData("api_version")]
    [InlineData("kind")]
    [InlineData("count")]
    public void Parse_RequiredMemberMissing_NamesTheMember(string member) =>
        ParseAssert.Error(
            RecordErrorCode.MissingMember,
            member,
            "is required",
            DataTopic.Resources,
            Encoding.UTF8.GetBytes(With(member, null))
        );

    [Theory]
    [InlineData("count", "-1", "must not be negative")]
    [InlineData("count", "1.5", "must be a whole number of at most 2147483647")]
    [InlineData("count", "\"7\"", "must be a whole number")]
    [InlineData("started_at", "\"2026-11-21T11:50:50.001Z\"", "must not be after observed_at")]
    [InlineData("started_at", "17", "must be a time in RFC 3339, such as 2026-11-21T11:50:49.000Z")]
    [InlineData("cluster", "\"a/b\"", "must not contain a slash")]
    [InlineData("cluster", "\"\"", "must not be empty")]
    [InlineData("api_version", "\"\"", "must not be empty")]
    [InlineData("namespace", "\"a/b\"", "must not contain a slash")]
    [InlineData("namespace", "3", "must be a string")]
    [InlineData(
        "kind",
        "\"pods\"",
        "must be a Kubernetes kind, such as Pod: letters and digits, beginning with a capital"
    )]
    public void Parse_InvalidMember_SaysWhatIsWrong(string member, string json, string message) =>
        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            member,
            message,
            DataTopic.Resources,
            Encoding.UTF8.GetBytes(With(member, json))
        );

    [Fact]
    public void Parse_ListingByAnotherTopic_IsRefused() =>
        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            "op",
            "must be one of upsert, delete",
            DataTopic.Topology,
            Samples.With(DataTopic.Topology, "op", "\"listed\"")
        );

    [Fact]
    public void Serialize_Listing_IsReadAgain()
    {
        var json = JsonSerializer.Serialize(Expected, WireJson.Default.Listing);

        Assert.StartsWith("{\"op\":\"listed\",", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"key\"", json, StringComparison.Ordinal);
        Assert.Equal(Expected, Valid(json));
    }

    private static Listing Valid(string json) =>
        ParseAssert.Valid<Listing>(DataTopic.Resources, Encoding.UTF8.GetBytes(json));

    /// <summary>The example with a member replaced, or without it.</summary>
    private static string With(string member, string? json)
    {
        var root = JsonNode.Parse(Example)!.AsObject();
        root.Remove(member);
        if (json is not null)
            root[member] = JsonNode.Parse(json);
        return root.ToJsonString();
    }
}
