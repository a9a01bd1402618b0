using KgRca.Tenancy.Clients;
using Microsoft.Extensions.Configuration;

namespace KgRca.Tenancy.Tests.Clients;

public sealed class PlanTests
{
    [Theory]
    [InlineData(Plan.Free, 100, 1)]
    [InlineData(Plan.Basic, 1_000, 2)]
    [InlineData(Plan.Pro, 10_000, 4)]
    [InlineData(Plan.Enterprise, null, 6)]
    public void Of_Plan_GivesItsPublishedLimits(Plan plan, int? requests, int partitions)
    {
        var limits = new Plans().Of(plan);
        Assert.Equal((requests, partitions), (limits.RequestsPerMinute, limits.Partitions));
    }

    [Fact]
    public void Of_EachPlan_AllowsMoreThanTheOneBefore()
    {
        var plans = Enum.GetValues<Plan>().Select(new Plans().Of).ToList();
        foreach (var (smaller, larger) in plans.Zip(plans.Skip(1)))
        {
            Assert.True(smaller.Keys < larger.Keys);
            Assert.True(smaller.Clusters < larger.Clusters);
            Assert.True(smaller.Resources < larger.Resources);
            Assert.True(smaller.Episodes < larger.Episodes);
            Assert.True(smaller.StoredBytes < larger.StoredBytes);
        }
    }

    [Fact]
    public void Of_PlanWithASetting_HasItsValue()
    {
        var plans = new Plans(Settings(("Pro:Resources", "7"), ("Enterprise:RequestsPerMinute", "9")));
        Assert.Equal(7, plans.Of(Plan.Pro).Resources);
        Assert.Equal(9, plans.Of(Plan.Enterprise).RequestsPerMinute);
        Assert.Equal(new Plans().Of(Plan.Free), plans.Of(Plan.Free));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    public void Plans_SettingThatIsNoPositiveNumber_IsRefused(string value) =>
        Assert.Throws<InvalidOperationException>(() => new Plans(Settings(("Free:Keys", value))));

    private static IConfiguration Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))
            )
            .Build();
}
