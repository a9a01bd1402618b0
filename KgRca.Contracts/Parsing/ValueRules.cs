using System.Buffers;

namespace KgRca.Contracts.Parsing;

/// <summary>The rules for single values. Each gives an error at the member named, or null.</summary>
internal static class ValueRules
{
    private const int KindLength = 63;

    private static readonly SearchValues<char> KindCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    );

    private static readonly SearchValues<char> ControlCharacters = SearchValues.Create([
        .. Enumerable.Range(char.MinValue, char.MaxValue).Select(code => (char)code).Where(char.IsControl),
    ]);

    /// <summary>A text that something is known by: neither empty nor long, and printable.</summary>
    public static RecordError? Name(string text, string member) =>
        text.Length == 0 ? RecordError.Invalid(member, "must not be empty") : OptionalName(text, member);

    /// <summary>As <see cref="Name"/>, but null and empty are allowed.</summary>
    public static RecordError? OptionalName(string? text, string member)
    {
        if (text is null)
            return null;
        if (text.Length > RecordLimits.NameLength)
            return RecordError.Invalid(member, $"must have at most {RecordLimits.NameLength} characters");
        return text.AsSpan().ContainsAny(ControlCharacters)
            ? RecordError.Invalid(member, "must not contain control characters")
            : null;
    }

    /// <summary>A name that becomes a part of a resource's identity, in which a slash is the separator.</summary>
    public static RecordError? PathPart(string text, string member) => Name(text, member) ?? NoSlash(text, member);

    /// <summary>As <see cref="PathPart"/>, but null and empty are allowed.</summary>
    public static RecordError? OptionalPathPart(string? text, string member) =>
        string.IsNullOrEmpty(text) ? null : PathPart(text, member);

    /// <summary>
    /// A kind as Kubernetes spells them. Which kinds there are is for the cluster to say: custom resources have any.
    /// </summary>
    public static RecordError? Kind(string text, string member) =>
        text.Length is > 0 and <= KindLength
        && char.IsAsciiLetterUpper(text[0])
        && !text.AsSpan().ContainsAnyExcept(KindCharacters)
            ? null
            : RecordError.Invalid(
                member,
                "must be a Kubernetes kind, such as Pod: letters and digits, beginning with a capital"
            );

    /// <summary>
    /// A time within <see cref="RecordLimits.EarliestTime"/> and <see cref="RecordLimits.ClockTolerance"/>.
    /// </summary>
    public static RecordError? Time(DateTimeOffset time, string member, DateTimeOffset receivedAt)
    {
        if (time < RecordLimits.EarliestTime)
            return new RecordError(RecordErrorCode.TimeOutOfRange, member, "is before Kubernetes existed (June 2014)");
        return time - receivedAt > RecordLimits.ClockTolerance
            ? new RecordError(
                RecordErrorCode.TimeOutOfRange,
                member,
                "lies more than a year after the record was received"
            )
            : null;
    }

    private static RecordError? NoSlash(string text, string member) =>
        text.Contains('/', StringComparison.Ordinal) ? RecordError.Invalid(member, "must not contain a slash") : null;
}
