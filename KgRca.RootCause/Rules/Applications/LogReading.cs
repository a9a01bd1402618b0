using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Databases;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>Reads a warning or error that a container has logged.</summary>
internal static class LogReading
{
    private static readonly (string Text, string Cause)[] Origins =
    [
        ("address already in use", Causes.PortConflict),
        ("EADDRINUSE", Causes.PortConflict),
        ("Only one usage of each socket address", Causes.PortConflict),
        ("Address in use", Causes.PortConflict),
        ("OutOfMemory", Causes.OomKilled),
        ("out of memory", Causes.OomKilled),
        ("Permission denied", Causes.VolumePermission),
        ("EACCES", Causes.VolumePermission),
        ("read-only file system", Causes.VolumePermission),
        ("too many connections", Causes.DatabaseConnections),
        ("remaining connection slots are reserved", Causes.DatabaseConnections),
        ("prior to obtaining a connection from the pool", Causes.DatabaseConnections),
        ("Connection is not available, request timed out", Causes.DatabaseConnections),
        ("--read-only option", Causes.DatabaseReadOnly),
        ("in a read-only transaction", Causes.DatabaseReadOnly),
        ("against a read only replica", Causes.DatabaseReadOnly),
        ("NotWritablePrimary", Causes.DatabaseReadOnly),
        ("no space left on device", Causes.DiskFull),
        ("disk quota exceeded", Causes.DiskFull),
        ("too many open files", Causes.FileDescriptors),
        ("certificate has expired", Causes.Certificate),
        ("certificate is not yet valid", Causes.Certificate),
        ("certificate signed by unknown authority", Causes.Certificate),
        ("certificate verify failed", Causes.Certificate),
        ("unable to find valid certification path", Causes.Certificate),
        ("is forbidden: User \"system:serviceaccount:", Causes.RbacForbidden),
        ("server misbehaving", Causes.Dns),
        ("SERVFAIL", Causes.Dns),
        ("no servers could be reached", Causes.Dns),
        (":53: i/o timeout", Causes.Dns),
        // The resolver got no answer; that a name does not exist is an answer.
        ("Temporary failure in name resolution", Causes.Dns),
        ("EAI_AGAIN", Causes.Dns),
        (":53: read: connection refused", Causes.Dns),
    ];

    // Letters between the word and what is said of it.
    private const int PortDistance = 40;

    private static readonly string[] NameFailures =
    [
        "no such host",
        "Name or service not known",
        "name resolution",
        "getaddrinfo",
        "ENOTFOUND",
        "UnknownHostException",
        "produced zero addresses",
    ];

    private static readonly string[] DependencyFailures =
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
    ];

    private static readonly string[] Crashes =
    [
        "panic:",
        "Exception",
        "Traceback",
        "fatal",
        "FATAL",
        "segmentation fault",
    ];

    /// <summary>
    /// What a line is evidence of. A line about a dependency that did not answer is a symptom; one about a name that
    /// does not exist is a wrong address.
    /// </summary>
    public static CauseAssessment Assess(Severity severity, string message)
    {
        if (DatabaseMessages.IsRefusal(message))
            return CauseAssessment.Origin(Causes.DatabasePort);
        if (CredentialMessages.IsRefusal(message))
            return CauseAssessment.Origin(Causes.DatabaseCredentials);
        foreach (var (text, cause) in Origins)
            if (message.Contains(text, StringComparison.OrdinalIgnoreCase))
                return CauseAssessment.Origin(cause);
        if (IsTakenPort(message))
            return CauseAssessment.Origin(Causes.PortConflict);
        if (ContainsAny(message, NameFailures))
            return CauseAssessment.Origin(Causes.ServiceAddress);
        if (ContainsAny(message, DependencyFailures))
            return CauseAssessment.Symptom(Causes.DependencyUnavailable);
        return severity >= Severity.Error && ContainsAny(message, Crashes)
            ? CauseAssessment.Origin(Causes.ApplicationError)
            : CauseAssessment.Symptom();
    }

    // Spring Boot ("Port 8080 was already in use"), Vite, Rails, Jetty; but not names that are taken.
    private static bool IsTakenPort(string message) =>
        message.IndexOf("already in use", StringComparison.OrdinalIgnoreCase) is >= 0 and var at
        && message
            .AsSpan(Math.Max(0, at - PortDistance), Math.Min(at, PortDistance))
            .Contains("port ", StringComparison.OrdinalIgnoreCase);

    private static bool ContainsAny(string message, string[] texts)
    {
        foreach (var text in texts)
            if (message.Contains(text, StringComparison.Ordinal))
                return true;
        return false;
    }
}
