using KgRca.Api.Incidents;

namespace KgRca.Api.Search;

/// <summary>Search results.</summary>
/// <param name="Query">The search text.</param>
/// <param name="Mode"><c>hybrid</c>: by words and by meaning; <c>lexical</c>: by words only, because no model is
/// available.</param>
/// <param name="Pending">How many entries are not indexed by meaning yet; they are found by words until
/// then.</param>
/// <param name="Results">Best match first. At most three that say the same about different objects.</param>
public sealed record SearchAnswer(string Query, string Mode, int Pending, IReadOnlyList<SearchHit> Results);

/// <summary>A match.</summary>
/// <param name="Score">From reciprocal rank fusion; only the order is meaningful.</param>
/// <param name="Episode">The latest event, log line, alert or finding that says this about its object.</param>
/// <param name="IncidentId">The incident that it belongs to, or that it may have caused; absent if there is
/// none.</param>
public sealed record SearchHit(double Score, EpisodeAnswer Episode, string? IncidentId);
