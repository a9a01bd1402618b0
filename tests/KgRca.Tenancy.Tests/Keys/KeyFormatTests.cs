using KgRca.Contracts.Identity;
using KgRca.Tenancy.Keys;

namespace KgRca.Tenancy.Tests.Keys;

public sealed class KeyFormatTests
{
    private static readonly TenantId Client = TenantId.Parse("client-acme-abc234");

    // Agents hold keys for years: one that was made by an earlier version must stay good.
    private const string KnownKey = "kg_client-acme-abc234_ABCDEFGHIJKLMNOPQRSTUVWXYZ2AXJVS";

    [Fact]
    public void TryParse_NewKey_GivesItsClient()
    {
        Assert.True(KeyFormat.TryParse(KeyFormat.Create(Client), out var client));
        Assert.Equal(Client, client);
    }

    [Fact]
    public void Create_Twice_GivesKeysOfOneFormatThatDiffer()
    {
        var (first, second) = (KeyFormat.Create(Client), KeyFormat.Create(Client));
        Assert.Matches("^kg_client-acme-abc234_[0-9A-Za-z]{32}$", first);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void TryParse_KnownKey_IsRead() => Assert.True(KeyFormat.TryParse(KnownKey, out _));

    [Fact]
    public void TryParse_AnyCharacterChanged_IsRefused()
    {
        var key = KeyFormat.Create(Client);
        for (var i = 0; i < key.Length; i++)
        {
            var changed = key.ToCharArray();
            changed[i] = changed[i] == 'a' ? 'b' : 'a';
            Assert.False(KeyFormat.TryParse(new string(changed), out _), $"character {i} of {key}");
        }
    }

    [Fact]
    public void TryParse_AnyTwoNeighboursSwapped_IsRefused()
    {
        var key = KeyFormat.Create(Client);
        for (var i = 1; i < key.Length; i++)
        {
            if (key[i] == key[i - 1])
                continue;
            var swapped = $"{key[..(i - 1)]}{key[i]}{key[i - 1]}{key[(i + 1)..]}";
            Assert.False(KeyFormat.TryParse(swapped, out _), $"characters {i - 1} and {i} of {key}");
        }
    }

    [Fact]
    public void TryParse_CutAnywhere_IsRefused()
    {
        var key = KeyFormat.Create(Client);
        for (var length = 0; length < key.Length; length++)
        {
            Assert.False(KeyFormat.TryParse(key[..length], out _), key[..length]);
            Assert.False(KeyFormat.TryParse(key[(length + 1)..], out _), key[(length + 1)..]);
        }
    }

    [Theory]
    [InlineData("kg_client-acme-abc234_\ud800BCDEFGHIJKLMNOPQRSTUVWXYZ012345")]
    [InlineData("kg_client-acme-abc234_ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ")]
    [InlineData("kg_acme_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")]
    public void TryParse_NoKeyAtAll_IsRefused(string text) => Assert.False(KeyFormat.TryParse(text, out _));

    [Fact]
    public void Shown_Key_HidesAllButFourOfTheSecret()
    {
        var key = KeyFormat.Create(Client);
        Assert.Equal(key[..^28], KeyFormat.Shown(key));
        Assert.Matches("^kg_client-acme-abc234_[0-9A-Za-z]{4}$", KeyFormat.Shown(key));
    }
}
