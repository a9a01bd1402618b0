using KgRca.Api.Incidents;

namespace KgRca.Api.Search;

/// <summary>What was found.</summary>
/// <param name="Query">What was looked for.</param>
/// <param name="Mode"><c>hybrid</c>: by words and by meaning; <c>lexical</c>: by words alone, where no model can be
/// used.</param>
/// <param name="Pending">How many reports have not been compared by meaning yet; they are found by words until
/// then.</param>
/// <param name="Results">The best first. Of reports that say the same about many objects, at most three.</param>
public sealed record SearchAnswer(string Query, string Mode, int Pending, IReadOnlyList<SearchHit> Results);

/// <summary>A report that fits.</summary>
/// <param name="Score">By reciprocal rank fusion; only its order means something.</param>
/// <param name="Episode">The latest episode that says this about its object.</param>
/// <param name="IncidentId">The incident that it is an error of, or else a potential cause of; absent where there is
/// none.</param>
public sealed record SearchHit(double Score, EpisodeAnswer Episode, string? IncidentId);
