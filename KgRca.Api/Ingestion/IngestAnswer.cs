using KgRca.Api.Quotas;

namespace KgRca.Api.Ingestion;

/// <summary>What happened to the lines of a request.</summary>
/// <param name="Accepted">Lines that were stored.</param>
/// <param name="Rejected">Lines that were not: invalid ones, which are kept in the dead-letter topic, and those beyond a
/// quota, which are not kept (<c>over_quota</c>).</param>
/// <param name="Errors">The first 100 errors.</param>
/// <param name="Quotas">The quotas of which 80 % or more are used; absent if there are none.</param>
public sealed record IngestAnswer(
    long Accepted,
    long Rejected,
    IReadOnlyList<LineError> Errors,
    IReadOnlyList<QuotaUse>? Quotas = null
);

/// <summary>What is wrong with a line.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Topic">The topic it names, if any.</param>
/// <param name="Code">The error code, for programs.</param>
/// <param name="Member">The invalid member; absent if the whole line is invalid.</param>
/// <param name="Message">The error in words.</param>
public sealed record LineError(long Line, string? Topic, string Code, string? Member, string Message);
