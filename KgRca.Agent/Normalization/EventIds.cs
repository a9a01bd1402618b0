using System.Security.Cryptography;
using System.Text;

namespace KgRca.Agent.Normalization;

/// <summary>
/// Makes ids of events: what is the same has the same id, whichever agent sends it, so that the server knows it when it
/// comes again.
/// </summary>
internal static class EventIds
{
    private const int Bytes = 16;

    /// <summary>The id of what a text describes: 32 hexadecimal digits of its SHA-256.</summary>
    public static string Of(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, Bytes));
}
