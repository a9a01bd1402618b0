using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace KgRca.Contracts.Identity;

/// <summary>
/// A client's identity, <c>client-{name}-{suffix}</c>: a name of 1 to 32 characters <c>a-z 0-9 -</c> that neither
/// begins nor ends with a dash, and six characters of base32 (<c>a-z 2-7</c>). It is <c>client_id</c> on the wire.
/// </summary>
public readonly record struct TenantId
{
    private const string Prefix = "client-";
    private const int SuffixLength = 6;
    private const int MaxNameLength = 32;
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789-"
    );
    private static readonly SearchValues<char> SuffixCharacters = SearchValues.Create(Base32);

    private readonly string? _value;

    private TenantId(string value) => _value = value;

    /// <summary>The identity as text. Empty for <see langword="default"/>, which names no tenant.</summary>
    public string Value => _value ?? "";

    /// <summary>The name of the client's graph: <c>client_{name}_{suffix}_kg</c>, its dashes as underscores.</summary>
    public string GraphDatabase => $"{Value.Replace('-', '_')}_kg";

    /// <summary>Makes an identity with a random suffix out of a display name.</summary>
    /// <param name="displayName">Any text; letters and digits of ASCII are kept in lower case, the rest become single
    /// dashes.</param>
    /// <returns>A new identity; its name is <c>client</c> where nothing of <paramref name="displayName"/> could be
    /// kept.</returns>
    public static TenantId Create(string displayName) =>
        new($"{Prefix}{Sanitize(displayName)}-{RandomNumberGenerator.GetString(Base32, SuffixLength)}");

    /// <summary>Reads an identity.</summary>
    /// <returns>Whether <paramref name="text"/> is one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out TenantId tenant)
    {
        tenant = default;
        if (
            text is null
            || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || text.Length < Prefix.Length + 1 + 1 + SuffixLength
            || text[^(SuffixLength + 1)] != '-'
        )
            return false;
        var name = text.AsSpan(Prefix.Length..^(SuffixLength + 1));
        if (
            name.Length > MaxNameLength
            || name[0] == '-'
            || name[^1] == '-'
            || name.ContainsAnyExcept(NameCharacters)
            || text.AsSpan()[^SuffixLength..].ContainsAnyExcept(SuffixCharacters)
        )
            return false;
        tenant = new TenantId(text);
        return true;
    }

    /// <summary>Reads an identity.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is not an identity.</exception>
    public static TenantId Parse(string text) =>
        TryParse(text, out var tenant) ? tenant : throw new FormatException($"'{text}' is not a client id.");

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static string Sanitize(string displayName)
    {
        var name = new StringBuilder(MaxNameLength);
        foreach (var character in displayName.ToLowerInvariant())
        {
            if (name.Length == MaxNameLength)
                break;
            if (char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character))
                name.Append(character);
            else if (name.Length > 0 && name[^1] != '-')
                name.Append('-');
        }
        var trimmed = name.ToString().TrimEnd('-');
        return trimmed.Length == 0 ? "client" : trimmed;
    }
}
