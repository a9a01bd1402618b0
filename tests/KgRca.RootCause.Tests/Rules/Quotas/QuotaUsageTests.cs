using KgRca.Contracts.Records;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Quotas;

public sealed class QuotaUsageTests
{
    [Theory]
    [InlineData("pods", "9", "10")]
    [InlineData("limits.cpu", "900m", "1")]
    [InlineData("count/widgets.example", "2", "3")]
    [InlineData("unknown", "3", "3")]
    public void Inspect_RoomLeftOrUnknownResource_FindsNothing(string resource, string used, string hard) =>
        Assert.Empty(Findings(resource, used, hard));

    [Theory]
    [InlineData("pods", "10", "10", Causes.PodQuota)]
    [InlineData("pods", "12", "10", Causes.PodQuota)]
    [InlineData("limits.cpu", "2", "2", Causes.CpuQuota)]
    [InlineData("requests.cpu", "2000m", "2", Causes.CpuQuota)]
    [InlineData("limits.memory", "1024Mi", "1Gi", Causes.MemoryQuota)]
    [InlineData("services", "5", "5", Causes.ServiceQuota)]
    [InlineData("configmaps", "2", "2", Causes.ObjectQuota)]
    [InlineData("count/widgets.example", "3", "3", Causes.ObjectQuota)]
    [InlineData("requests.storage", "50Gi", "50Gi", Causes.StorageQuota)]
    public void Inspect_QuotaUsedUp_WarnsWithNamespaceAndAmounts(
        string resource,
        string used,
        string hard,
        string cause
    )
    {
        var finding = Assert.Single(Findings(resource, used, hard));
        Assert.Equal((cause, Severity.Warning), (finding.Cause, finding.Severity));
        Assert.Contains($"{used} of {hard} {resource}", finding.Message, StringComparison.Ordinal);
        Assert.Contains("namespace shop", finding.Message, StringComparison.Ordinal);
    }

    private static List<Finding> Findings(string resource, string used, string hard) =>
        World.InspectAlone(
            $$$"""
            {
              "kind": "ResourceQuota", "metadata": {"namespace": "shop", "name": "budget"},
              "status": {"hard": {"{{{resource}}}": "{{{hard}}}"}, "used": {"{{{resource}}}": "{{{used}}}"} }
            }
            """
        );
}
