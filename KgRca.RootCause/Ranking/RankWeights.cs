using KgRca.RootCause.Events;
using KgRca.RootCause.Incidents;

namespace KgRca.RootCause.Ranking;

/// <summary>
/// All weights that the order of causes rests on, but for those inside the published score (<see cref="CauseScores"/>,
/// <see cref="DomainScore"/>). None was fitted to data. rank score = confidence · role · objection · verdicts, where
/// confidence is the published score and the other three are 1 for an origin that nothing speaks against.
/// </summary>
internal static class RankWeights
{
    /// <summary>
    /// The version of the rules and weights, which every answer names. To be raised whenever one of them changes what
    /// an answer says.
    /// </summary>
    public const string RulesVersion = "2026.11.7";

    /// <summary>By how much a client's verdicts can raise or lower a cause at most, as a share of its score.</summary>
    public const double VerdictReach = 0.3;

    /// <summary>A change of what a victim's errors are about, which says nothing itself.</summary>
    public const double BlamedChange = 0.95;

    // As many verdicts as this weigh half of what any number of them does.
    private const double VerdictCaution = 1;

    /// <summary>What can be an origin goes before what follows from one, however close in time.</summary>
    public static double OfRole(CauseRole role) =>
        role switch
        {
            CauseRole.Origin => 1,
            CauseRole.Change => 0.8,
            CauseRole.Latent => 0.5,
            CauseRole.Symptom => 0.4,
            _ => 0.45,
        };

    /// <summary>
    /// 1 + 0.3 · (right − wrong) / (right + wrong + 1): from 0.7 to 1.3, and 1 again when as many say right as wrong.
    /// </summary>
    /// <param name="right">How often the client's operators called causes of this kind right.</param>
    /// <param name="wrong">How often they called them wrong.</param>
    public static double OfVerdicts(int right, int wrong) =>
        1 + VerdictReach * (right - wrong) / (right + wrong + VerdictCaution);
}
