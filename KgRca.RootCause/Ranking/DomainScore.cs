using KgRca.RootCause.Events;
using KgRca.RootCause.Incidents;
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

    private static readonly string[] Failing =
    [
        "BackOff",
        "CrashLoopBackOff",
        "Unhealthy",
        "Failed",
        "Killing",
        "ConnectivityFailed",
        "Log",
        "OOMKilled",
        "OOMKilling",
        "Error",
    ];

    /// <summary>0 (cannot be) to 1 (typical).</summary>
    public static double Of(Episode cause, Episode effect) =>
        cause.Assessment switch
        {
            { Role: CauseRole.Origin, Cause: { } id } => Explains(CauseClasses.FamilyOf(id), effect)
                ? Follows
                : OriginOfAnother,
            { Role: CauseRole.Origin } => OriginOfAnother,
            { Role: CauseRole.Change } => cause.Subject.Namespace == effect.Subject.Namespace
            && effect.Subject.Name.StartsWith(cause.Subject.Name, StringComparison.Ordinal)
                ? ChangeOfTheSame
                : Change,
            // How a process died says more than that it did.
            { Role: CauseRole.Symptom, Cause: Causes.ApplicationError } => Unknown,
            { Role: CauseRole.Symptom } => Symptom,
            { Role: CauseRole.Latent } => Latent,
            _ => Unknown,
        };

    /// <summary>
    /// Whether the effect is one that causes of the family are known to have, or evidence of the very same cause.
    /// </summary>
    private static bool Explains(CauseFamily family, Episode effect)
    {
        if (
            effect.Assessment.Cause is { } own
            && effect.Assessment.Role == CauseRole.Origin
            && CauseClasses.FamilyOf(own) == family
        )
            return true;
        return family switch
        {
            CauseFamily.Container or CauseFamily.Probe => Array.IndexOf(Failing, effect.Reason) >= 0
                || effect.Assessment.Cause is Causes.PodNetworkDelay,
            CauseFamily.Image or CauseFamily.Reference => effect.Reason
                is "Failed"
                    or "BackOff"
                    or "ImagePullBackOff"
                    or "ErrImagePull"
                    or "FailedMount"
                    or "CreateContainerConfigError"
                    or "ConnectivityFailed",
            CauseFamily.Scheduling => effect.Reason
                is "FailedScheduling"
                    or "ConnectivityFailed"
                    or "NotTriggerScaleUp",
            CauseFamily.Quota or CauseFamily.Admission => effect.Reason is "FailedCreate" or "ConnectivityFailed",
            CauseFamily.Storage => effect.Reason
                is "FailedScheduling"
                    or "FailedMount"
                    or "FailedAttachVolume"
                    or "ProvisioningFailed"
                    or "FailedBinding"
                    or "BackOff"
                    or "ConnectivityFailed",
            CauseFamily.Service => effect.Reason is "ConnectivityFailed" or "Log" or "Unhealthy" or "BackOff"
                || AlertDuration.IsAlert(effect),
            CauseFamily.Node or CauseFamily.Custom => true,
            _ => false,
        };
    }
}
