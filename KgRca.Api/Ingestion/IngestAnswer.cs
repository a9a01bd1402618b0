namespace KgRca.Api.Ingestion;

/// <summary>What became of the lines of a request.</summary>
/// <param name="Accepted">Lines that are in the log.</param>
/// <param name="Rejected">Lines that could not be used; they are in the dead-letter topic.</param>
/// <param name="Errors">What is wrong with the first 100 of them.</param>
public sealed record IngestAnswer(long Accepted, long Rejected, IReadOnlyList<LineError> Errors);

/// <summary>What is wrong with a line.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Topic">The topic that it names, where it names one.</param>
/// <param name="Code">The class of the error, for programs.</param>
/// <param name="Member">The member at fault; absent where the line as a whole is.</param>
/// <param name="Message">What is wrong, for people.</param>
public sealed record LineError(long Line, string? Topic, string Code, string? Member, string Message);
