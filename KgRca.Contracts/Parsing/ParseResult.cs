using System.Diagnostics.CodeAnalysis;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Parsing;

/// <summary>A record, or what is wrong with it.</summary>
public readonly struct ParseResult
{
    private ParseResult(WireRecord? record, RecordError? error) => (Record, Error) = (record, error);

    /// <summary>The record, where it is valid.</summary>
    public WireRecord? Record { get; }

    /// <summary>What is wrong, where it is not.</summary>
    public RecordError? Error { get; }

    /// <summary>Whether there is a record.</summary>
    [MemberNotNullWhen(true, nameof(Record))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsValid => Record is not null;

    /// <summary>A valid record.</summary>
    public static implicit operator ParseResult(WireRecord record) => new(record, null);

    /// <summary>An error.</summary>
    public static implicit operator ParseResult(RecordError error) => new(null, error);
}
