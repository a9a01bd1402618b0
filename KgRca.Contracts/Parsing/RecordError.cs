namespace KgRca.Contracts.Parsing;

/// <summary>What is wrong with a record.</summary>
/// <param name="Code">The class of the error; stable, for programs.</param>
/// <param name="Member">The member at fault, such as <c>subject.kind</c>; empty where the record as a whole is.</param>
/// <param name="Message">What is wrong and what was expected, for people. Never holds the record's text.</param>
public sealed record RecordError(RecordErrorCode Code, string Member, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Member.Length == 0 ? Message : $"{Member}: {Message}";

    internal static RecordError Missing(string member) => new(RecordErrorCode.MissingMember, member, "is required");

    internal static RecordError Invalid(string member, string message) =>
        new(RecordErrorCode.InvalidValue, member, message);

    // The error of an inner value as one of the value that holds it. Paths are put together on the way out, so that
    // valid records cost no strings.
    internal RecordError Under(string parent) =>
        this with
        {
            Member =
                Member.Length == 0 ? parent
                : Member[0] == '[' ? parent + Member
                : $"{parent}.{Member}",
        };
}

/// <summary>Classes of errors in records.</summary>
public enum RecordErrorCode
{
    /// <summary>More bytes than <see cref="RecordLimits.Bytes"/>.</summary>
    TooLarge,

    /// <summary>Not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>Not JSON, or nested deeper than <see cref="RecordLimits.Depth"/>.</summary>
    MalformedJson,

    /// <summary>A required member is absent.</summary>
    MissingMember,

    /// <summary>A member has a value of a wrong type or one that is not allowed.</summary>
    InvalidValue,

    /// <summary>A time too far in the past or in the future.</summary>
    TimeOutOfRange,

    /// <summary>The topic is not one that agents write to.</summary>
    UnknownTopic,
}
