using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace KgRca.Agent.Pseudonyms;

/// <summary>
/// Makes up addresses for IP addresses such that two that share a prefix still do (Xu, Fan, Ammar and Moon,
/// "Prefix-preserving IP address anonymization", 2002): an address stays within its network. What tells only of what
/// sort an address is stays: the first octet, private ranges, loopback, link-local. Not thread-safe.
/// </summary>
/// <param name="key">The key, 32 random bytes.</param>
internal sealed class AddressPseudonyms(byte[] key)
{
    private const int MaxRemembered = 65_536;

    private readonly Dictionary<IPAddress, IPAddress> _known = [];

    /// <summary>
    /// The text with another address; null where it is no address. A network, <c>10.1.0.0/16</c>, becomes a network;
    /// the separator may be a dash, as in host names.
    /// </summary>
    public string? Of(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var own = slash < 0 ? text : text[..slash];
        var isDashed = own.Contains('-', StringComparison.Ordinal);
        if (!IPAddress.TryParse(isDashed ? own.Replace('-', '.') : own, out var address))
            return null;
        var mapped = Of(address);
        if (
            slash >= 0
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
        )
            mapped = Network(mapped, length);
        var written = isDashed ? mapped.ToString().Replace('.', '-') : mapped.ToString();
        return slash < 0 ? written : $"{written}{text[slash..]}";
    }

    private IPAddress Of(IPAddress address)
    {
        if (_known.TryGetValue(address, out var known))
            return known;
        var mapped = Map(address);
        if (_known.Count < MaxRemembered)
            _known.Add(address, mapped);
        return mapped;
    }

    private IPAddress Map(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var prefix = new byte[bytes.Length + 1];
        var mapped = (byte[])bytes.Clone();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var mask = (byte)(0x80 >> (bit & 7));
            if (bit >= KeptBits(address, bytes))
            {
                prefix[^1] = (byte)bit;
                if ((HMACSHA256.HashData(key, prefix)[0] & 1) == 1)
                    mapped[bit >> 3] ^= mask;
            }
            prefix[bit >> 3] |= (byte)(bytes[bit >> 3] & mask);
        }
        return new IPAddress(mapped);
    }

    private static int KeptBits(IPAddress address, byte[] bytes) =>
        address.AddressFamily == AddressFamily.InterNetworkV6
            ? IPAddress.IsLoopback(address) || address.Equals(IPAddress.IPv6Any)
                ? 128
                : 16
            : bytes switch
            {
                [0 or 127 or >= 224, ..] or [169, 254, ..] => 32,
                [192, 168, ..] => 16,
                [172, >= 16 and < 32, ..] => 12,
                [100, >= 64 and < 128, ..] => 10,
                _ => 8,
            };

    private static IPAddress Network(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
            bytes[bit >> 3] &= (byte)~(0x80 >> (bit & 7));
        return new IPAddress(bytes);
    }
}
