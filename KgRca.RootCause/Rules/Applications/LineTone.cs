using System.Buffers;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>
/// How a line means its words: whether it reports that all is well, only waits or tries again, or repeats what
/// somebody has sent.
/// </summary>
internal static class LineTone
{
    private static readonly SearchValues<string> Success = Searched(
        "success",
        "succeeded",
        "recovered",
        "resolved",
        "cleared",
        "is now available",
        "released lock",
        "lock released",
        "reconnected",
        "unsealed"
    );

    private static readonly SearchValues<string> NoFailure = Searched("no errors", " 0 errors", "without errors");

    private static readonly SearchValues<string> Failure = Searched(
        "not ",
        "n't",
        "fail",
        "error",
        "unable",
        "cannot",
        "unsuccess",
        "without success",
        "denied",
        "refused",
        "exception",
        "fatal",
        "until ",
        "unresolved"
    );

    // What comes after these was sent by somebody, or is the statement that a program was to run.
    private static readonly SearchValues<string> Echoes = Searched(
        "request body",
        "request payload",
        "requestBody",
        "payload:",
        "payload=",
        "received message",
        "incoming message",
        "search term",
        "search query",
        "query string",
        "user-agent",
        "user agent",
        "STATEMENT: ",
        "[SQL: ",
        "[parameters: ",
        "INSERT INTO ",
        "SELECT * ",
        "Parameters: {"
    );

    private static readonly SearchValues<string> Waits = Searched(
        "waiting for",
        "waiting until",
        "wait for",
        "not ready yet",
        "still starting",
        "starting up",
        "in progress"
    );

    private static readonly SearchValues<string> Retries = Searched(
        "retrying",
        "will retry",
        "retry in",
        "retry attempt",
        "try again",
        "trying again",
        "next attempt",
        "reconnecting"
    );

    /// <summary>Whether a line reports a success, or that a trouble is over.</summary>
    public static bool IsSettled(ReadOnlySpan<char> line) =>
        line.ContainsAny(NoFailure) || line.ContainsAny(Success) && !line.ContainsAny(Failure);

    /// <summary>Whether a line says that its program waits for something that is on its way.</summary>
    public static bool IsWaiting(ReadOnlySpan<char> line) => line.ContainsAny(Waits);

    /// <summary>Whether a line says that its program tries again.</summary>
    public static bool IsRetrying(ReadOnlySpan<char> line) => line.ContainsAny(Retries);

    /// <summary>What a line says in its program's own words, before it repeats what was sent.</summary>
    public static ReadOnlySpan<char> Own(ReadOnlySpan<char> line) =>
        line.IndexOfAny(Echoes) is >= 0 and var echo ? line[..echo] : line;

    private static SearchValues<string> Searched(params string[] texts) =>
        SearchValues.Create(texts, StringComparison.OrdinalIgnoreCase);
}
