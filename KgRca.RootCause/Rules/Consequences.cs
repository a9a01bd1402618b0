using KgRca.RootCause.Events;

namespace KgRca.RootCause.Rules;

/// <summary>
/// Which failures follow from causes of a family, by what is known of Kubernetes (kubernetes-failures, sections 2 to
/// 13).
/// </summary>
internal static class Consequences
{
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

    /// <summary>
    /// Whether the effect is one that causes of the family are known to have, or evidence of the very same cause.
    /// </summary>
    public static bool AreOf(CauseFamily family, Episode effect)
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
                || effect.Assessment.Cause is { } shown && CauseClasses.Find(shown) is { IsSlowness: true },
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
                || IsAlert(effect),
            CauseFamily.Node or CauseFamily.Custom => true,
            _ => false,
        };
    }

    /// <summary>Whether it is an alert, or an error that repeated alerts became.</summary>
    private static bool IsAlert(Episode effect) =>
        effect.Source == EpisodeSources.Alert
        || effect.Source == EpisodeSources.Escalation
            && Signals.AlertsOn(effect.Subject).Any(other => other.Reason == effect.Reason);
}
