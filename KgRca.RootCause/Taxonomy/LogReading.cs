using KgRca.Contracts.Records;

namespace KgRca.RootCause.Taxonomy;

/// <summary>Reads a warning or error that a container has logged.</summary>
internal static class LogReading
{
    private static readonly (string Text, string Cause)[] Origins =
    [
        ("address already in use", Causes.PortConflict),
        ("EADDRINUSE", Causes.PortConflict),
        ("OutOfMemory", Causes.OomKilled),
        ("out of memory", Causes.OomKilled),
        ("Access denied for user", Causes.DatabaseCredentials),
        ("Permission denied", Causes.VolumePermission),
        ("EACCES", Causes.VolumePermission),
        ("read-only file system", Causes.VolumePermission),
    ];

    private static readonly string[] NameFailures =
        ["no such host", "Name or service not known", "name resolution", "getaddrinfo", "ENOTFOUND", "UnknownHostException", "produced zero addresses"];

    private static readonly string[] DependencyFailures =
    [
        "connection refused", "connection reset", "ECONNREFUSED", "deadline exceeded", "DEADLINE_EXCEEDED", "UNAVAILABLE", "Unavailable", "timed out", "timeout",
        "no route to host", "upstream", "could not retrieve", "failed to get", "failed to connect", "rpc error",
        "No instances available for", "does not have available server", "no healthy upstream", "no endpoints available", "Service Unavailable", "Bad Gateway",
    ];

    private static readonly string[] Crashes = ["panic:", "Exception", "Traceback", "fatal", "FATAL", "segmentation fault"];

    /// <summary>What a line is evidence of. A line about a dependency that did not answer is a symptom; one about a name that does not exist is a wrong address.</summary>
    public static CauseAssessment Assess(Severity severity, string message)
    {
        foreach (var (text, cause) in Origins)
            if (message.Contains(text, StringComparison.OrdinalIgnoreCase)) return CauseAssessment.Origin(cause);
        if (ContainsAny(message, NameFailures)) return CauseAssessment.Origin(Causes.ServiceAddress);
        if (ContainsAny(message, DependencyFailures)) return CauseAssessment.Symptom(Causes.DependencyUnavailable);
        return severity >= Severity.Error && ContainsAny(message, Crashes) ? CauseAssessment.Origin(Causes.ApplicationError) : CauseAssessment.Symptom();
    }

    private static bool ContainsAny(string message, string[] texts)
    {
        foreach (var text in texts)
            if (message.Contains(text, StringComparison.Ordinal)) return true;
        return false;
    }
}
