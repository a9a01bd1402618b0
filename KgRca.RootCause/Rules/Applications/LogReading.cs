using System.Buffers;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Databases;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>Reads a warning or error that a container has logged.</summary>
internal static class LogReading
{
    // Letters between the word and what is said of it.
    private const int PortDistance = 40;

    private static readonly SearchValues<string> NameFailures = SearchValues.Create(
        [
            "no such host",
            "Name or service not known",
            "name resolution",
            "getaddrinfo",
            "ENOTFOUND",
            "UnknownHostException",
            "produced zero addresses",
            "host not found in upstream",
            "could not resolve host",
            "Could not resolve host",
        ],
        StringComparison.Ordinal
    );

    private static readonly SearchValues<string> DependencyFailures = SearchValues.Create(
        [
            "connection refused",
            "connection reset",
            "ECONNREFUSED",
            "deadline exceeded",
            "DEADLINE_EXCEEDED",
            "UNAVAILABLE",
            "Unavailable",
            "timed out",
            "timeout",
            "TimeoutException",
            "HttpClient.Timeout",
            "ReadTimeout",
            "ConnectTimeout",
            "ETIMEDOUT",
            "no route to host",
            "upstream",
            "could not retrieve",
            "failed to get",
            "failed to connect",
            "rpc error",
            "No instances available for",
            "No servers available for service",
            "Service Instance cannot be null",
            "does not have available server",
            "no healthy upstream",
            "no endpoints available",
            "Service Unavailable",
            "Bad Gateway",
        ],
        StringComparison.Ordinal
    );

    private static readonly SearchValues<string> Crashes = SearchValues.Create(
        ["panic:", "Exception", "Traceback", "fatal", "FATAL", "segmentation fault"],
        StringComparison.Ordinal
    );

    /// <summary>
    /// What a line is evidence of. A line about a dependency that did not answer is a symptom; one about a name that
    /// does not exist is a wrong address.
    /// </summary>
    public static CauseAssessment Assess(Severity severity, string message)
    {
        var text = PlainText.Of(message);
        if (ProxyFlags.Assess(text) is { } answered)
            return answered;
        if (DatabaseMessages.IsRefusal(text) && !DatabaseMessages.IsAtUsualPort(text))
            return CauseAssessment.Origin(Causes.DatabasePort);
        if (Vocabulary.Find(text) is { } said)
            return said;
        if (FileAccess.IsDenied(text))
            return CauseAssessment.Origin(Causes.VolumePermission);
        if (IsTakenPort(text))
            return CauseAssessment.Origin(Causes.PortConflict);
        if (text.AsSpan().ContainsAny(NameFailures))
            return CauseAssessment.Origin(Causes.ServiceAddress);
        if (text.AsSpan().ContainsAny(DependencyFailures))
            return CauseAssessment.Symptom(Causes.DependencyUnavailable);
        return severity >= Severity.Error && text.AsSpan().ContainsAny(Crashes)
            ? CauseAssessment.Origin(Causes.ApplicationError)
            : CauseAssessment.Symptom();
    }

    // Spring Boot ("Port 8080 was already in use"), Vite, Rails, Jetty; but not names that are taken.
    private static bool IsTakenPort(string message) =>
        message.IndexOf("already in use", StringComparison.OrdinalIgnoreCase) is >= 0 and var at
        && message
            .AsSpan(Math.Max(0, at - PortDistance), Math.Min(at, PortDistance))
            .Contains("port ", StringComparison.OrdinalIgnoreCase);
}
