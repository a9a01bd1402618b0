using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace KgRca.Agent.Normalization;

/// <summary>Finds what looks like a secret where none should stand: in environment values, arguments, annotations and messages.</summary>
internal static partial class SecretMask
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Masked = "(masked)";

    private const int LongestLookedAt = 256;

    // Most texts of an object are names, times and numbers, which hold none of these.
    private static readonly SearchValues<char> Marks = SearchValues.Create("=\"'\\");
    private static readonly SearchValues<string> Beginnings = SearchValues.Create(
        [
            "eyJ", "AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "xoxa-", "xoxb-", "xoxp-", "xoxr-", "xoxs-", "AIza", "sk_live_", "sk_test_", "rk_live_", "rk_test_",
            "kg_client-", "-----BEGIN ",
        ],
        StringComparison.Ordinal);

    /// <summary>The value of something with a name, such as an environment variable: masked as a whole where the name says that it is a secret.</summary>
    public static string Apply(string name, string value) => value.Length > 0 && IsSecret(name) ? Masked : Apply(value);

    /// <summary>Whether a name says that what it names is a secret.</summary>
    public static bool IsSecret(string name) => SecretName().IsMatch(name);

    /// <summary>The text with what looks like a credential masked: keys of known forms, passwords in addresses and in assignments.</summary>
    public static string Apply(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal)) text = Password().Replace(text, $"$1{Masked}@");
        if (text.AsSpan().ContainsAny(Marks)) text = Assignment().Replace(text, $"$1{Masked}");
        return text.AsSpan().ContainsAny(Beginnings) ? Credential().Replace(text, Masked) : text;
    }

    /// <summary>Whether <see cref="Apply(string)"/> may change a text: a quick look, after which most texts can be passed on as they are.</summary>
    /// <param name="json">The text as it stands in JSON, without its quotes.</param>
    public static bool MayApply(ReadOnlySpan<byte> json)
    {
        Span<char> buffer = stackalloc char[LongestLookedAt];
        // What is not ASCII is left to a reader that finds what is no text at all.
        if (json.Length > buffer.Length || Ascii.ToUtf16(json, buffer, out var length) != OperationStatus.Done) return true;
        ReadOnlySpan<char> text = buffer[..length];
        return text.ContainsAny(Marks) || text.ContainsAny(Beginnings) || text.Contains("://", StringComparison.Ordinal);
    }

    /// <summary>Whether an argument such as <c>--password</c> announces that the next one is a secret.</summary>
    public static bool IsAnnouncement(string argument) =>
        argument.StartsWith('-') && !argument.Contains('=', StringComparison.Ordinal) && IsSecret(argument);

    [GeneratedRegex("passw|passphrase|(^|[_.-])(pwd|pass|auth|dsn|salt|pin)([_.-]|$)|secret|token|credential|api[_.-]?key|access[_.-]?key|private[_.-]?key|encryption[_.-]?key|signing[_.-]?key|conn(ection)?[_.-]?str", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    // scheme://user:password@host
    [GeneratedRegex("""(\b[a-z][a-z0-9+.-]*://[^\s:/@"']*:)[^\s/@"']+@""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Password();

    // password=…, --api-key=…, "token": "…"; a colon alone is prose, as in: volume "token": Secret not found
    [GeneratedRegex("""((?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)(?:=["']?|["']\s*:\s*["']))(?!\(masked\))[^\s"',;&)]+""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();

    // What each begins with stands in Beginnings. JSON web tokens, AWS, GitHub, Slack, Google, Stripe and our own keys, PEM blocks.
    [GeneratedRegex(@"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_\w{30,}|\bxox[abprs]-[\w-]{10,}|\bAIza[\w-]{35}|\b[sr]k_(?:live|test)_\w{16,}|\bkg_client-[\w-]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Credential();
}
