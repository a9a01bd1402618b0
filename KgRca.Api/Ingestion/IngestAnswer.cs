namespace KgRca.Api.Ingestion;

/// <summary>What happened to the lines of a request.</summary>
/// <param name="Accepted">Lines that were stored.</param>
/// <param name="Rejected">Invalid lines; they are kept in the dead-letter topic.</param>
/// <param name="Errors">The first 100 errors.</param>
public sealed record IngestAnswer(long Accepted, long Rejected, IReadOnlyList<LineError> Errors);

/// <summary>What is wrong with a line.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Topic">The topic it names, if any.</param>
/// <param name="Code">The error code, for programs.</param>
/// <param name="Member">The invalid member; absent if the whole line is invalid.</param>
/// <param name="Message">The error in words.</param>
public sealed record LineError(long Line, string? Topic, string Code, string? Member, string Message);
