using CsCheck;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Tests.Identity;

public sealed class ResourceIdTests
{
    [Fact]
    public void ToString_NamespacedObject_HasFourParts() =>
        Assert.Equal(
            "prod/Pod/shop/backend-7d9f",
            ResourceId.Of("prod", new ObjectReference("Pod", "backend-7d9f", "shop", "uid")).ToString()
        );

    [Fact]
    public void ToString_ClusterScopedObject_HasAnEmptyNamespace() =>
        Assert.Equal(
            "prod/Node//worker-02",
            ResourceId.Of("prod", new ObjectReference("Node", "worker-02")).ToString()
        );

    [Fact]
    public void Of_OtherIncarnation_IsTheSameResource() =>
        Assert.Equal(
            ResourceId.Of("c", new ObjectReference("Pod", "a", "n", "1")),
            ResourceId.Of("c", new ObjectReference("Pod", "a", "n", "2"))
        );

    [Fact]
    public void TryParse_AnyIdentity_IsReadBack() =>
        Gen.Select(Gens.Name, Gens.Name, Gen.OneOf(Gen.Const(""), Gens.Name), Gens.Name)
            .Sample(
                (cluster, kind, @namespace, name) =>
                {
                    var id = new ResourceId(cluster, kind, @namespace, name);
                    Assert.True(ResourceId.TryParse(id.ToString(), out var read));
                    Assert.Equal(id, read);
                }
            );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("prod")]
    [InlineData("prod/Node/worker-02")]
    [InlineData("/Pod/shop/a")]
    [InlineData("prod//shop/a")]
    [InlineData("prod/Pod/shop/")]
    [InlineData("prod/Pod/shop/a/b")]
    [InlineData("prod/Pod/shop/a/")]
    [InlineData("///")]
    public void TryParse_NearMiss_IsRefused(string? text)
    {
        Assert.False(ResourceId.TryParse(text, out var id));
        Assert.Null(id);
    }
}
