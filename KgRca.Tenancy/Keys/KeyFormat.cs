using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using KgRca.Contracts.Identity;

namespace KgRca.Tenancy.Keys;

/// <summary>
/// The text of a key: <c>kg_{client_id}_{32 characters}</c>. The last six are the CRC-32 of all before them in base 62,
/// so that a typing error is told from a wrong key without a look-up.
/// </summary>
internal static class KeyFormat
{
    private const string Prefix = "kg_";
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int SecretLength = 32;
    private const int ChecksumLength = 6;
    private const int ShownLength = 4;

    /// <summary>A new key's text.</summary>
    public static string Create(TenantId client)
    {
        var body = $"{Prefix}{client}_{RandomNumberGenerator.GetString(Base62, SecretLength - ChecksumLength)}";
        return body + Checksum(body);
    }

    /// <summary>Whether a text is well formed and its checksum right, and whose key it says it is.</summary>
    public static bool TryParse(string text, out TenantId client)
    {
        client = default;
        var separator = text.Length - SecretLength - 1;
        return separator > Prefix.Length
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text[separator] == '_'
            && TenantId.TryParse(text[Prefix.Length..separator], out client)
            && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(Checksum(text[..^ChecksumLength])),
                Encoding.UTF8.GetBytes(text[^ChecksumLength..])
            );
    }

    /// <summary>What may be shown of a key: all but 28 of the secret's characters.</summary>
    public static string Shown(string text) => text[..(text.Length - SecretLength + ShownLength)];

    /// <summary>What is stored of a key: SHA-256 of its text.</summary>
    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static string Checksum(string text)
    {
        var crc = Crc32.HashToUInt32(Encoding.UTF8.GetBytes(text));
        var digits = new char[ChecksumLength];
        for (var i = ChecksumLength - 1; i >= 0; i--, crc /= 62)
            digits[i] = Base62[(int)(crc % 62)];
        return new string(digits);
    }
}
