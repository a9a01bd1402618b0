using System.Globalization;

namespace KgRca.Api.Http;

/// <summary>Reads query parameters, and collects what is wrong with them under their names.</summary>
internal sealed class Parameters(IQueryCollection query)
{
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    /// <summary>What was wrong, by parameter; empty when nothing was.</summary>
    public IDictionary<string, string[]> Errors => _errors;

    /// <summary>A text; null where it is absent.</summary>
    public string? Text(string name) => query[name] is [{ Length: > 0 } text, ..] ? text : null;

    /// <summary>A text that must be there, of at most some characters.</summary>
    public string Required(string name, int maxLength = 256)
    {
        var text = Text(name);
        if (text?.Length <= maxLength)
            return text;
        _errors[name] =
        [
            text is null
                ? "is required"
                : string.Create(CultureInfo.InvariantCulture, $"must have at most {maxLength} characters"),
        ];
        return "";
    }

    /// <summary>A whole number within bounds.</summary>
    public int Number(string name, int fallback, int min, int max)
    {
        if (Text(name) is not { } text)
            return fallback;
        if (
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min
            && number <= max
        )
            return number;
        _errors[name] = [$"must be a whole number from {min} to {max}"];
        return fallback;
    }

    /// <summary>A time in RFC 3339; null where it is absent.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (
            DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time
            )
        )
            return time;
        _errors[name] = ["must be a time in RFC 3339, such as 2026-11-21T11:50:49.000Z"];
        return null;
    }

    /// <summary>One of some texts; null where it is absent.</summary>
    public string? OneOf(string name, params string[] allowed)
    {
        if (Text(name) is not { } text)
            return null;
        if (Array.IndexOf(allowed, text) >= 0)
            return text;
        _errors[name] = [$"must be one of {string.Join(", ", allowed)}"];
        return null;
    }

    /// <summary>The answer to a cursor that no page has given.</summary>
    public static Microsoft.AspNetCore.Http.HttpResults.ValidationProblem InvalidCursor() =>
        Problems.Invalid("cursor", "must be the next_cursor of an earlier page");
}
