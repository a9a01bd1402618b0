using System.Buffers;
using System.Text.RegularExpressions;

namespace KgRca.RootCause.Events;

/// <summary>
/// Lines about the answer of another, or that none came: the writer suffers, whatever is wrong is elsewhere. The words
/// are those of the clients of Java, Go, Node.js, Python and .NET, of gRPC and of Envoy.
/// </summary>
internal static partial class RemoteFailure
{
    // A stack trace names hundreds of things; what happened stands before it.
    private const int Longest = 2000;

    private static readonly SearchValues<string> Phrases = SearchValues.Create(
        [
            "connection refused",
            "connection reset",
            "connection closed",
            "connection aborted",
            "connection was closed",
            "closed the connection",
            "econnrefused",
            "econnreset",
            "etimedout",
            "enotfound",
            "socket hang up",
            "broken pipe",
            "i/o timeout",
            "deadline exceeded",
            "deadlineexceeded",
            "deadline_exceeded",
            "no route to host",
            "unreachable",
            "timed out",
            "timeout",
            "upstream",
            "downstream",
            "bad gateway",
            "service unavailable",
            "rpc error: code",
            "grpc.code=",
            "statusruntimeexception",
            "rpcexception",
            "aiorpcerror",
            "circuit breaker",
            "circuitbreaker",
            "brokencircuit",
            "circuit is open",
            "circuit open",
            "callnotpermitted",
            "retries exhausted",
            "retry exhausted",
            "exhausted retries",
            "retries exceeded",
            "maxretryerror",
            "attempts failed",
            "error calling",
            "failed to call",
            "call failed",
            "fetch failed",
            "failed to fetch",
            "feignexception",
            "resourceaccessexception",
            "webclientresponseexception",
            "webclientrequestexception",
            "httpservererrorexception",
            "httpclienterrorexception",
            "httprequestexception",
            "axioserror",
            "connectexception",
            "connectionerror",
            "requests.exceptions",
            "transport is closing",
            "transport: error",
            "rbac: access denied",
            "could not connect",
            "failed to connect",
            "cannot connect",
            "can't connect",
            "could not reach",
            "no response from",
            "did not respond",
            "no answer",
            "not primary",
            "notwritableprimary",
            "node is recovering",
            "notleader",
            "not_leader",
            "due to administrator command",
            "database system is shutting down",
            "database system is starting up",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>Whether a message is about the answer of another, or that none came.</summary>
    public static bool IsIn(string message)
    {
        var text = message.AsSpan(0, Math.Min(message.Length, Longest));
        return text.ContainsAny(Phrases)
            || Status().IsMatch(text)
            || Broken().IsMatch(text)
            || EnvoyFlags().IsMatch(text);
    }

    // "status code 503", "answered 502", "responded with HTTP 500", but not a server's own access log.
    [GeneratedRegex(
        @"\b(?:status(?: ?code)?|answered|responded|returned|received|replied|got|success)[\s:=""'()]{1,3}"
            + @"(?:with |an? |is |was |status |code |http ?){0,3}\(?[45]\d\d\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Status();

    // "Request GET /x failed", "Connection prematurely closed", "stream to X was reset", whatever the client.
    [GeneratedRegex(
        @"\b(?:request|connection|stream|call|rpc|fetch(?:ing)?|socket|channel)\b[^\r\n]{0,60}?"
            + @"\b(?:closed|failed|lost|dropped|aborted|terminated|refused|rejected|cancel+ed|disconnected)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Broken();

    // Response flags in Envoy's access log, after the status and before or after quotation marks.
    [GeneratedRegex(
        @"\b[45]\d\d\b[ ""-]{1,3}(?:UH|UF|URX|UC|UT|UPE|LR|NR|UO|NC|UAEX|DC|RBAC)\b",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex EnvoyFlags();
}
