using System.Text.RegularExpressions;

namespace KgRca.Agent.Normalization;

/// <summary>Finds what looks like a secret where none should stand: in environment values, arguments, annotations and messages.</summary>
internal static partial class SecretMask
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Masked = "(masked)";

    // xoxb- and ten letters
    private const int ShortestCredential = 15;

    /// <summary>The value of something with a name, such as an environment variable: masked as a whole where the name says that it is a secret.</summary>
    public static string Apply(string name, string value) => value.Length > 0 && IsSecret(name) ? Masked : Apply(value);

    /// <summary>Whether a name says that what it names is a secret.</summary>
    public static bool IsSecret(string name) => SecretName().IsMatch(name);

    /// <summary>The text with what looks like a credential masked: keys of known forms, passwords in addresses and in assignments.</summary>
    public static string Apply(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal)) text = Password().Replace(text, $"$1{Masked}@");
        // Most texts of an object are names, times and numbers.
        if (text.AsSpan().ContainsAny('=', '"', '\'')) text = Assignment().Replace(text, $"$1{Masked}");
        return text.Length < ShortestCredential ? text : Credential().Replace(text, Masked);
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

    // JSON web tokens, AWS, GitHub, Slack, Google, Stripe and our own keys, PEM blocks.
    [GeneratedRegex(@"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_\w{30,}|\bxox[abprs]-[\w-]{10,}|\bAIza[\w-]{35}|\b[sr]k_(?:live|test)_\w{16,}|\bkg_client-[\w-]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Credential();
}
