using KgRca.Agent.Kubernetes;
using KgRca.Agent.Recording;

namespace KgRca.Agent.Tests.Kubernetes;

public sealed class CustomResourcesTests
{
    [Fact]
    public void Read_GroupVersionPlural_IsATypeWithoutAKind()
    {
        Assert.Null(
            CustomResources.Read(["cert-manager.io/v1/certificates", "argoproj.io/v1alpha1/rollouts"], out var types)
        );
        Assert.Equal(
            ["apis/cert-manager.io/v1/certificates", "apis/argoproj.io/v1alpha1/rollouts"],
            types.Select(type => type.Path)
        );
        Assert.All(types, type => Assert.True(type is { IsCustom: true, Kind: "" }));
    }

    [Theory]
    [InlineData("certificates", "is not a valid kind")]
    [InlineData("v1/secrets", "is not a valid kind")]
    [InlineData("cert-manager.io/v1/Certificate", "is not a valid kind")]
    [InlineData("cert-manager.io/v1/certificates/status", "is not a valid kind")]
    [InlineData("cert-manager.io/*/certificates", "is not a valid kind")]
    [InlineData("apps/v1/deployments", "is always watched")]
    [InlineData("networking.k8s.io/v1beta1/ingresses", "is always watched")]
    public void Read_Other_IsRefusedByName(string entry, string why)
    {
        var trouble = CustomResources.Read([entry, "example.com/v1/widgets"], out _);
        Assert.Contains(entry, trouble);
        Assert.Contains(why, trouble);
    }

    [Fact]
    public void Read_Twice_IsRefused() =>
        Assert.Equal(
            "example.com/v2/widgets is listed twice.",
            CustomResources.Read(["example.com/v1/widgets", "example.com/v2/widgets"], out _)
        );

    [Fact]
    public async Task Invoke_WrongEntry_FailsBeforeItBegins()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.jsonl");
        var parsed = RecordCommand
            .Create()
            .Parse(["--out", file, "--resource", "certificates", "--resource", "example.com/v1/widgets"]);
        Assert.Contains("'certificates' is not a valid kind", Assert.Single(parsed.Errors).Message);
        Assert.Equal(1, await parsed.InvokeAsync(cancellationToken: TestContext.Current.CancellationToken));
        Assert.False(File.Exists(file));
    }
}
