using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace KgRca.RootCause;

/// <summary>Hashes that are the same in every process.</summary>
internal static class StableHash
{
    private const int IdBytes = 10;

    /// <summary>A hash to compare texts by in memory.</summary>
    public static ulong Of64(string text) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()));

    /// <summary>An id that follows from its parts: a prefix and 20 hexadecimal digits.</summary>
    public static string Id(string prefix, params ReadOnlySpan<string> parts)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{prefix}-{Convert.ToHexStringLower(bytes.AsSpan(0, IdBytes))}"
        );
    }
}
