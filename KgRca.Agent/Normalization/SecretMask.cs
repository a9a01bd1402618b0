using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace KgRca.Agent.Normalization;

/// <summary>
/// Finds what looks like a secret where none should stand: in environment values, headers, arguments, annotations and
/// messages.
/// </summary>
internal static partial class SecretMask
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Masked = "(masked)";

    private const int LongestLookedAt = 256;

    // The time that patterns take may grow with the square of a text's length. A longer line tells nobody anything, and
    // is masked as a whole where it may hold a credential.
    private const int LongestLine = 16_384;

    // Most texts of an object are names, times and numbers, which have no such mark or no such word.
    private static readonly SearchValues<char> Marks = SearchValues.Create("=:\"' \t\r\n");
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./_-"
    );
    private static readonly string[] Programs = ["redis-cli", "mysql", "mariadb", "mongo", "sshpass", "curl"];
    private static readonly SearchValues<string> ProgramNames = SearchValues.Create(Programs, StringComparison.Ordinal);
    private static readonly SearchValues<string> Words = SearchValues.Create(
        [.. SecretNames.Stems, .. Programs, "bearer", "--user"],
        StringComparison.OrdinalIgnoreCase
    );
    private static readonly SearchValues<string> Beginnings = SearchValues.Create(
        [
            "eyJ",
            "AKIA",
            "ASIA",
            "ghp_",
            "gho_",
            "ghu_",
            "ghs_",
            "ghr_",
            "xoxa-",
            "xoxb-",
            "xoxp-",
            "xoxr-",
            "xoxs-",
            "AIza",
            "sk_live_",
            "sk_test_",
            "rk_live_",
            "rk_test_",
            "kg_client-",
            "-----BEGIN ",
        ],
        StringComparison.Ordinal
    );

    // Where a value may be quoted, and quoted in what is itself quoted.
    private const string Quote = """\\*["']""";

    // What stands behind a name: to the quote's end, or to where a text without quotes goes on. What is masked already
    // stays.
    private const string Value =
        """(?!\(masked\))(?:(?<=\\["'])[^"'\\\r\n]+|(?<=[^\\]")(?:[^"\\\r\n]|\\.)+|(?<=[^\\]')(?:[^'\\\r\n]|\\.)+|(?:\\(?!["'])|[^\s"'\\,;&)])+)""";

    // A text about a credential, not one: the flag --token is required, X-Api-Key: missing.
    private const string Prose =
        """(?!(?:is|was|were|are|has|have|and|or|not|no|must|should|can|cannot|may|will|to|for|from|in|with|flag|option|argument|header|missing|invalid|required|empty|unset|expired|if|when)\b)""";

    /// <summary>
    /// The value of something with a name, such as an environment variable: masked as a whole where the name says that
    /// it is a secret.
    /// </summary>
    public static string Apply(string name, string value) =>
        IsPlain(name, value) || !SecretNames.IsSecret(name) ? Apply(value) : Masked;

    /// <summary>
    /// The text with what looks like a credential masked: keys of known forms, passwords in addresses, in assignments
    /// and behind flags, and headers.
    /// </summary>
    public static string Apply(string text)
    {
        if (text.Length <= LongestLine)
            text = ApplyToLine(text);
        else if (IsAddress(text) || IsNamed(text))
            text = string.Join(
                '\n',
                text.Split('\n').Select(line => line.Length <= LongestLine ? ApplyToLine(line) : Masked)
            );
        return text.AsSpan().ContainsAny(Beginnings) ? Credential().Replace(text, Masked) : text;
    }

    private static string ApplyToLine(string text)
    {
        if (IsAddress(text))
            text = Password().Replace(text, $"$1{Masked}@");
        if (!IsNamed(text))
            return text;
        text = Header().Replace(Assignment().Replace(text, $"$1{Masked}"), $"$1{Masked}");
        return text.Contains('-', StringComparison.Ordinal)
            ? Program().Replace(Flag().Replace(text, $"$1{Masked}"), $"$1{Masked}")
            : text;
    }

    /// <summary>
    /// Whether <see cref="Apply(string)"/> may change a text: a quick look, after which most texts can be passed on as
    /// they are.
    /// </summary>
    /// <param name="json">The text as it stands in JSON, without its quotes.</param>
    public static bool MayApply(ReadOnlySpan<byte> json)
    {
        Span<char> buffer = stackalloc char[LongestLookedAt];
        // What is not ASCII is left to a reader that finds what is no text at all; what is escaped may be anything.
        if (json.Length > buffer.Length || Ascii.ToUtf16(json, buffer, out var length) != OperationStatus.Done)
            return true;
        ReadOnlySpan<char> text = buffer[..length];
        return text.Contains('\\') || IsNamed(text) || text.ContainsAny(Beginnings) || IsAddress(text);
    }

    /// <summary>An argument of a program, of which some have flags for a password that do not say so.</summary>
    /// <param name="program">The program, as <see cref="IsProgram"/> knows it; empty for any other.</param>
    /// <param name="argument">The argument.</param>
    public static string ApplyToArgument(string program, string argument) =>
        Apply(
            program.Length > 0
                ? Program().Replace($"{program} {argument}", $"$1{Masked}")[(program.Length + 1)..]
                : argument
        );

    /// <summary>
    /// Whether an argument is a secret as a whole, because the one before it announces that, as <c>--password</c> does.
    /// </summary>
    /// <param name="program">The program, as <see cref="IsProgram"/> knows it; empty for any other.</param>
    /// <param name="before">The argument before it.</param>
    /// <param name="argument">The argument.</param>
    public static bool IsSecretArgument(string program, string before, string argument)
    {
        if (!before.StartsWith('-') || before.AsSpan().ContainsAny('=', ' '))
            return false;
        if (SecretNames.IsSecret(before))
            return true;
        if (program.Length == 0 && !before.EndsWith("user", StringComparison.Ordinal))
            return false;
        var announcement = $"{program} {before} ";
        return Program().Match(announcement + argument) is { Success: true } match
            && match.Index + match.Length > announcement.Length;
    }

    /// <summary>Whether an argument is a program that has a flag for a password which does not say so.</summary>
    public static bool IsProgram(string argument) =>
        argument.AsSpan().ContainsAny(ProgramNames) && !argument.AsSpan().ContainsAnyExcept(PathCharacters);

    /// <summary>
    /// Whether a value is no secret whatever it is called: switches, and counts of tokens, as in <c>MAX_TOKENS</c>.
    /// </summary>
    public static bool IsPlain(string name, string value) =>
        value is "" or "true" or "false"
        || name.EndsWith("tokens", StringComparison.OrdinalIgnoreCase)
            && !value.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static bool IsAddress(ReadOnlySpan<char> text) =>
        text.Contains('@') && text.Contains("://", StringComparison.Ordinal);

    private static bool IsNamed(ReadOnlySpan<char> text) => text.ContainsAny(Marks) && text.ContainsAny(Words);

    // scheme://user:password@host: up to the last @, for a password may have one, and slashes. With a port, as in
    // http://host:80/a@b, it is none.
    [GeneratedRegex(
        """(\b[a-z][a-z0-9+.-]*://(?!\[)[^\s:/"']*:)(?!\d{1,5}/)(?:(?!://)[^\s"'])+@""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Password();

    // password=…, --api-key=…, "token": "…"; a colon alone is prose, as in: volume "token": Secret not found
    [GeneratedRegex(
        $"""((?:{SecretNames.Pattern})(?:=(?:{Quote})?|\s=\s(?:{Quote})?|{Quote}\s*[:=]\s*{Quote}))(?!=){Value}""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Assignment();

    // --password …, -token …
    [GeneratedRegex(
        $"""((?<![\w-])--?[\w.-]*?(?:{SecretNames.Pattern})\s+(?:{Quote})?)(?!-){Prose}{Value}""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Flag();

    // X-Api-Key: …, Authorization: Basic …; where only "Bearer" or no scheme is before it, what has a digit or is long:
    // no word.
    [GeneratedRegex(
        $$"""((?:\bx-[\w-]*(?:key|token|secret|auth)|\b(?:api-key|(?:private|auth)-token))[\\"']*\s*:\s*[\\"'[]*{{Prose}}|\bauthorization[\\"']*\s*[:=]\s*[\\"'[]*(?:bearer|basic|token|apikey|negotiate)\s+|(?:\bauthorization[\\"']*\s*[:=]\s*[\\"'[]*|\bbearer\s+)(?=[\w.~+/-]{20}|(?=[\w.~+/-]*\d)[\w.~+/-]{8}))(?!\(masked\))[^\s"'\\,;\]]+""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Header();

    // redis-cli -a …, mysql -p…, mongosh -p …, sshpass -p …, curl -u user:…, --user user:… but not --user 1000:1000
    [GeneratedRegex(
        $"""((?:\bredis-cli\b[^|;&\n]*?\s-a\s+|\b(?:mysql|mariadb)(?:-?(?:admin|check|dump|import|show))?\b[^|;&\n]*?\s-p|\b(?:mongo(?:sh|dump|restore|import|export)?|sshpass)\b[^|;&\n]*?\s-p\s*|(?:\bcurl\b[^|;&\n]*?\s-\w*u|--(?:proxy-)?user)[=\s]*(?:{Quote})?(?!\d+:\d+\b)[^\s:"'/]+:(?!//))(?:{Quote})?)(?!=){Value}""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Program();

    // What each begins with stands in Beginnings. JSON web tokens, AWS, GitHub, Slack, Google, Stripe and our own keys,
    // PEM blocks.
    [GeneratedRegex(
        @"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_\w{30,}|\bxox[abprs]-[\w-]{10,}|\bAIza[\w-]{35}|\b[sr]k_(?:live|test)_\w{16,}|\bkg_client-[\w-]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Credential();
}
