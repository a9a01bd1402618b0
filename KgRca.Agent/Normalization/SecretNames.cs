using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace KgRca.Agent.Normalization;

/// <summary>
/// What credentials are called: members, variables, annotations, headers and flags, and what stands before the <c>=</c>
/// in a text.
/// </summary>
internal static partial class SecretNames
{
    /// <summary>
    /// A pattern of the names, to be matched without regard to case. Each of them holds one of <see cref="Stems"/>.
    /// </summary>
    public const string Pattern =
        """passw(?!ordless)(?:or[dt]|d)?|passphrase|requirepass|(?<=[_-])pass(?![a-z0-9])|pwd|secret|token|credentials?|masterauth|(?:api|access|account|secret|private|encryption|signing)[_.-]?key""";

    // What is too short or too common to be looked for in a text, but says enough where it is a part of a name.
    private const string Parts =
        """(?:^|[_.-])(?:pass|auth|dsn|salt|pin)(?:[_.-]|$)|(?:^|-)authorization$|^(?:set-)?cookie$|conn(?:ection)?[_.-]?str""";

    // What names a thing, or says which one is meant or of what sort it is, as in secretName, passwordSecretRef,
    // --token-ttl and checksum/secret: no secret by itself.
    private const string References =
        """(?:[_.-]|(?-i:(?<=[a-z0-9])(?=[A-Z])))(?:names?|namespace|refs?|references?|selector|kind|class|type|version|policy|status|generation|reviews?|files?|path|dir|ur[il]|ttl|expiration|seconds|algorithm|encoding|size)$|secretname(?:space)?$|checksum""";

    /// <summary>What every name of <see cref="Pattern"/> holds one of, for a quick look.</summary>
    public static readonly string[] Stems = ["pass", "pwd", "secret", "token", "credential", "key", "auth"];

    private const int LongestLookedAt = 256;

    /// <summary>
    /// Whether a name says that what it names is a secret. Of an annotation's key, what stands behind the domain
    /// counts.
    /// </summary>
    public static bool IsSecret(ReadOnlySpan<char> name)
    {
        var slash = name.LastIndexOf('/');
        // Annotations of Ingress controllers are settings, such as auth-realm, and names of Secrets, such as
        // auth-secret.
        if (slash >= 0 && name[..slash].Contains("ingress", StringComparison.Ordinal))
            return false;
        return Secret().IsMatch(name[(slash + 1)..]) && !Reference().IsMatch(name);
    }

    /// <summary>Whether <see cref="IsSecret"/> may be true of a name.</summary>
    /// <param name="json">The name as it stands in JSON, without its quotes.</param>
    public static bool MayBeSecret(ReadOnlySpan<byte> json)
    {
        Span<char> name = stackalloc char[LongestLookedAt];
        return json.Length > name.Length
            || json.Contains((byte)'\\')
            || Ascii.ToUtf16(json, name, out var length) != OperationStatus.Done
            || IsSecret(name[..length]);
    }

    [GeneratedRegex($"{Pattern}|{Parts}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secret();

    [GeneratedRegex(References, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
