using System.Net;
using CsCheck;
using KgRca.Agent.Pseudonyms;

namespace KgRca.Agent.Tests.Pseudonyms;

public sealed class AddressPseudonymsTests
{
    private readonly AddressPseudonyms _addresses = new(new byte[32]);

    [Fact]
    public void Of_TwoAddresses_ShareAsLongAPrefixAsBefore() =>
        Gen.Select(Gen.Byte.Array[3], Gen.Byte.Array[3])
            .Sample(
                (left, right) =>
                {
                    IPAddress[] addresses = [new([10, .. left]), new([10, .. right])];
                    var mapped = addresses
                        .Select(address => IPAddress.Parse(_addresses.Of(address.ToString())!))
                        .ToArray();
                    Assert.Equal(Shared(addresses[0], addresses[1]), Shared(mapped[0], mapped[1]));
                },
                iter: 2_000,
                threads: 1
            );

    [Fact]
    public void Of_AddressOfANetwork_StaysInIt()
    {
        var network = IPNetwork.Parse(_addresses.Of("10.96.0.0/12")!);
        Assert.True(network.Contains(IPAddress.Parse(_addresses.Of("10.96.14.7")!)));
        Assert.False(network.Contains(IPAddress.Parse(_addresses.Of("10.42.0.17")!)));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    public void Of_SpecialAddress_Stays(string address) => Assert.Equal(address, _addresses.Of(address));

    [Fact]
    public void Of_DashedAddress_IsTheSameAddress() =>
        Assert.Equal(_addresses.Of("10.0.1.23")!.Replace('.', '-'), _addresses.Of("10-0-1-23"));

    [Theory]
    [InlineData("12:30:45")]
    [InlineData("300.1.2.3")]
    public void Of_Other_IsNone(string text) => Assert.Null(_addresses.Of(text));

    private static int Shared(IPAddress left, IPAddress right)
    {
        var bits = 0;
        while (bits < 32 && Bit(left, bits) == Bit(right, bits))
            bits++;
        return bits;
    }

    private static int Bit(IPAddress address, int bit) => address.GetAddressBytes()[bit >> 3] >> (7 - (bit & 7)) & 1;
}
