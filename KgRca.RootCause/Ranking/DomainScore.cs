using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Ranking;

/// <summary>
/// How well a cause and an effect fit by what is known of Kubernetes: which failures follow from which
/// (kubernetes-failures, sections 2 to 13).
/// </summary>
internal static class DomainScore
{
    /// <summary>Of what is known to follow.</summary>
    public const double Follows = 0.95;
    private const double OriginOfAnother = 0.6;
    private const double ChangeOfTheSame = 0.7;
    private const double Change = 0.4;
    private const double Symptom = 0.25;
    private const double Unknown = 0.3;
    private const double Latent = 0.1;

    /// <summary>0 (cannot be) to 1 (typical).</summary>
    public static double Of(Episode cause, Episode effect) =>
        cause.Assessment switch
        {
            { Role: CauseRole.Origin, Cause: { } id } => Consequences.AreOf(CauseClasses.FamilyOf(id), effect)
                ? Follows
                : OriginOfAnother,
            { Role: CauseRole.Origin } => OriginOfAnother,
            { Role: CauseRole.Change } => cause.Subject.Namespace == effect.Subject.Namespace
            && effect.Subject.Name.StartsWith(cause.Subject.Name, StringComparison.Ordinal)
                ? ChangeOfTheSame
                : Change,
            // How a process died says more than that it did.
            { Role: CauseRole.Symptom, Cause: { } id } when CauseClasses.Find(id) is { IsSpecificSymptom: true } =>
                Unknown,
            { Role: CauseRole.Symptom } => Symptom,
            { Role: CauseRole.Latent } => Latent,
            _ => Unknown,
        };
}
