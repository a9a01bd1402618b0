using CsCheck;
using KgRca.Contracts.Identity;

namespace KgRca.Contracts.Tests.Identity;

public sealed class TenantIdTests
{
    [Theory]
    [InlineData("Acme", "acme")]
    [InlineData("  Acme & Sons, Ltd. ", "acme-sons-ltd")]
    [InlineData("Ünïted", "n-ted")]
    [InlineData("日本", "client")]
    [InlineData("", "client")]
    [InlineData("a_very_long_display_name_that_goes_on_and_on", "a-very-long-display-name-that-go")]
    [InlineData("thirty-one-characters-long-name x", "thirty-one-characters-long-name")]
    public void Create_DisplayName_IsMadeSafe(string displayName, string name) =>
        Assert.Matches($"^client-{name}-[a-z2-7]{{6}}$", TenantId.Create(displayName).Value);

    [Fact]
    public void Create_AnyDisplayName_IsReadBack() =>
        Gen.String.Sample(displayName =>
        {
            var tenant = TenantId.Create(displayName);
            Assert.True(TenantId.TryParse(tenant.Value, out var read));
            Assert.Equal(tenant, read);
            Assert.Equal(tenant, TenantId.Parse(tenant.ToString()));
        });

    [Fact]
    public void Create_SameNameTwice_GivesTwoClients() =>
        Assert.NotEqual(TenantId.Create("acme"), TenantId.Create("acme"));

    [Theory]
    [InlineData("client-a-abcdef")]
    [InlineData("client-acme-abc234")]
    [InlineData("client-a--b-222222")]
    [InlineData("client-client-client-client")]
    [InlineData("client-abcdefghijklmnopqrstuvwxyz012345-abcdef")]
    public void TryParse_ClientId_IsRead(string text)
    {
        Assert.True(TenantId.TryParse(text, out var tenant));
        Assert.Equal(text, tenant.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("client-")]
    [InlineData("client--abcdef")]
    [InlineData("client-acme")]
    [InlineData("client-acme-abcde")]
    [InlineData("client-acme-abcdefg")]
    [InlineData("client-acme-abcde1")]
    [InlineData("client-acme-ABCDEF")]
    [InlineData("client-Acme-abcdef")]
    [InlineData("Client-acme-abcdef")]
    [InlineData("client--acme-abcdef")]
    [InlineData("client-acme--abcdef")]
    [InlineData("client-ac_me-abcdef")]
    [InlineData("client-ac.me-abcdef")]
    [InlineData("client-äcme-abcdef")]
    [InlineData(" client-acme-abcdef")]
    [InlineData("client-acme-abcdef ")]
    [InlineData("client-acme-abcdef\n")]
    [InlineData("client-acme_abcdef")]
    [InlineData("client-abcdefghijklmnopqrstuvwxyz0123456-abcdef")]
    public void TryParse_NearMiss_IsRefused(string? text)
    {
        Assert.False(TenantId.TryParse(text, out var tenant));
        Assert.Equal(default, tenant);
        Assert.Throws<FormatException>(() => TenantId.Parse(text ?? ""));
    }

    [Fact]
    public void GraphDatabase_ClientId_HasUnderscores()
    {
        Assert.Equal("client_acme_sons_abc234_kg", TenantId.Parse("client-acme-sons-abc234").GraphDatabase);
    }

    [Fact]
    public void Default_NamesNoTenant()
    {
        Assert.Equal("", default(TenantId).Value);
        Assert.False(TenantId.TryParse(default(TenantId).Value, out _));
    }
}
