using KgRca.Contracts.Records;

namespace KgRca.Agent.Logs.Reading;

/// <summary>The names that programs give severities.</summary>
internal static class SeverityNames
{
    private const int MaxLength = 16;

    /// <summary>The severity of a name, in any case; null where it is none.</summary>
    public static Severity? Parse(ReadOnlySpan<char> name)
    {
        name = name.Trim();
        if (name.Length is 0 or > MaxLength)
            return null;
        Span<char> lower = stackalloc char[MaxLength];
        lower = lower[..name.ToLowerInvariant(lower)];
        return lower switch
        {
            "trace"
            or "trce"
            or "trc"
            or "debug"
            or "dbug"
            or "dbg"
            or "verbose"
            or "vrb"
            or "fine"
            or "finer"
            or "finest" => Severity.Debug,
            "info" or "inf" or "information" or "informational" or "notice" or "log" or "default" or "config" =>
                Severity.Info,
            "warn" or "warning" or "wrn" => Severity.Warning,
            "error" or "err" or "eror" or "severe" or "fail" => Severity.Error,
            "fatal"
            or "ftl"
            or "critical"
            or "crit"
            or "alert"
            or "emerg"
            or "emergency"
            or "panic"
            or "pnc"
            or "dpanic" => Severity.Critical,
            _ => null,
        };
    }

    /// <summary>The severity of klog's and MongoDB's letters; null where it is none.</summary>
    public static Severity? OfLetter(char letter) =>
        letter switch
        {
            'D' or 'V' or 'T' => Severity.Debug,
            'I' => Severity.Info,
            'W' => Severity.Warning,
            'E' => Severity.Error,
            'F' or 'C' => Severity.Critical,
            _ => null,
        };

    /// <summary>
    /// The severity of a number: syslog's (0 to 7) or that of pino and bunyan (10 to 60); null where it is none.
    /// </summary>
    public static Severity? OfNumber(double number) =>
        number switch
        {
            >= 0 and <= 2 => Severity.Critical,
            3 => Severity.Error,
            4 => Severity.Warning,
            5 or 6 => Severity.Info,
            7 => Severity.Debug,
            >= 10 and < 30 => Severity.Debug,
            >= 30 and < 40 => Severity.Info,
            >= 40 and < 50 => Severity.Warning,
            >= 50 and < 60 => Severity.Error,
            60 => Severity.Critical,
            _ => null,
        };
}
