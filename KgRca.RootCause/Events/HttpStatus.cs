using System.Globalization;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Events;

/// <summary>Status codes of HTTP answers, in labels and texts of alerts.</summary>
internal static class HttpStatus
{
    public const int NotFound = 404;

    private const int Digits = 3;

    // Those of Prometheus' client libraries, Istio, Envoy, Traefik, Nginx and the OpenTelemetry conventions.
    private static readonly string[] Labels =
    [
        "code",
        "status",
        "status_code",
        "response_code",
        "http_status",
        "http_status_code",
        "http_response_status_code",
        "envoy_response_code",
    ];

    /// <summary>The status code that an alert is about by its labels; null where they name none.</summary>
    public static int? Of(Alert alert)
    {
        foreach (var label in Labels)
            if (
                alert.Labels.GetValueOrDefault(label) is { Length: Digits } value
                && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
                && code is >= 100 and < 600
            )
                return code;
        return null;
    }

    /// <summary>
    /// Whether a text has a status code as a word of its own, but for numbers that are a count of something.
    /// </summary>
    public static bool Says(string text, int status)
    {
        var code = status.ToString(CultureInfo.InvariantCulture);
        for (var at = 0; (at = text.IndexOf(code, at, StringComparison.Ordinal)) >= 0; at += Digits)
            if (IsWord(text, at) && !IsCount(text, at + Digits))
                return true;
        return false;
    }

    private static bool IsWord(string text, int at) =>
        (at == 0 || !IsOfNumber(text[at - 1])) && (at + Digits == text.Length || !IsOfNumber(text[at + Digits]));

    private static bool IsOfNumber(char character) => char.IsLetterOrDigit(character) || character is '.' or '-';

    private static bool IsCount(string text, int end)
    {
        var rest = text.AsSpan(end).TrimStart();
        return rest.StartsWith("req", StringComparison.Ordinal)
            || rest.StartsWith("ms", StringComparison.Ordinal)
            || rest.StartsWith("times", StringComparison.Ordinal);
    }
}
