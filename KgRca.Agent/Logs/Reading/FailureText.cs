using System.Buffers;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Logs.Reading;

/// <summary>How bad a line is, by what it says of itself and by what it tells of.</summary>
internal static class FailureText
{
    private static readonly SearchValues<string> Ends = SearchValues.Create(
        [
            "panic: ",
            "fatal error",
            "panicked at",
            "segmentation fault",
            "unhandled exception",
            "uncaught exception",
            "core dumped",
            "OutOfMemoryError",
            "Exception in thread \"main\"",
            "Out of memory: Killed",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    // What other objects have a part in: peers that do not answer, names, certificates, disks, limits, rights. The
    // engine reads causes out of these.
    private static readonly SearchValues<string> Failures = SearchValues.Create(
        [
            "connection refused",
            "connection reset",
            "timed out",
            "ConnectionException",
            "connection closed by",
            "connection aborted",
            "broken pipe",
            "i/o timeout",
            "deadline exceeded",
            "DEADLINE_EXCEEDED",
            "timeout exceeded",
            "handshake timeout",
            "ECONNREFUSED",
            "ECONNRESET",
            "ETIMEDOUT",
            "EHOSTUNREACH",
            "ENOTFOUND",
            "EAI_AGAIN",
            "EADDRINUSE",
            "no route to host",
            "network is unreachable",
            "no such host",
            "name or service not known",
            "failure in name resolution",
            "could not resolve host",
            "could not translate host name",
            "UnknownHostException",
            "SocketTimeoutException",
            "ConnectException",
            "NXDOMAIN",
            "SERVFAIL",
            "server misbehaving",
            "no servers could be reached",
            "rpc error",
            "failed to connect",
            "could not connect",
            "unable to connect",
            "upstream connect error",
            "no healthy upstream",
            "no live upstreams",
            "no endpoints available",
            "service unavailable",
            "bad gateway",
            "gateway timeout",
            "too many connections",
            "connection slots are reserved",
            "too many open files",
            "no space left on device",
            "disk quota exceeded",
            "read-only file system",
            "permission denied",
            "access denied",
            "authentication failed",
            "address already in use",
            "out of memory",
            "cannot allocate memory",
            "x509:",
            "certificate has expired",
            "certificate verify failed",
            "valid certification path",
            "is forbidden: User",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly SearchValues<string> Errors = SearchValues.Create(
        [
            "exception",
            "traceback (most recent call last)",
            "error: ",
            "error:\n",
            "fatal: ",
            "failed to ",
            "stack trace:",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly string[] Openings =
    [
        "error ",
        "failed",
        "failure",
        "fatal",
        "cannot ",
        "can't ",
        "could not ",
        "couldn't ",
        "unable to ",
        "abort",
    ];

    /// <summary>How bad a line is.</summary>
    /// <param name="said">What the line or its sender says; null where neither does.</param>
    /// <param name="text">The line.</param>
    /// <param name="hasTrace">Whether it holds a stack trace.</param>
    public static Severity Judge(Severity? said, ReadOnlySpan<char> text, bool hasTrace) =>
        said switch
        {
            // Redis knows nothing worse than a warning.
            Severity.Warning => text.ContainsAny(Ends) ? Severity.Error : Severity.Warning,
            Severity.Debug or Severity.Error or Severity.Critical => said.Value,
            // Programs that try again call it information; what they tell of is worth knowing all the same.
            Severity.Info => hasTrace || text.ContainsAny(Failures) ? Severity.Warning : Severity.Info,
            _ when text.ContainsAny(Ends) => Severity.Critical,
            _ when hasTrace || text.ContainsAny(Failures) || text.ContainsAny(Errors) || HasOpening(text) =>
                Severity.Error,
            _ => IsServerError(text) ? Severity.Warning : Severity.Info,
        };

    private static bool HasOpening(ReadOnlySpan<char> text)
    {
        foreach (var opening in Openings)
            if (text.StartsWith(opening, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    // An access log's line: "GET / HTTP/1.1" 503 …
    private static bool IsServerError(ReadOnlySpan<char> text)
    {
        var protocol = text.IndexOf("HTTP/");
        if (protocol < 0)
            return false;
        var rest = text[protocol..];
        var quote = rest.IndexOf("\" ");
        return quote is > 5 and < 12
            && rest[(quote + 2)..] is ['5', >= '0' and <= '9', >= '0' and <= '9', ' ' or '\n', ..];
    }
}
