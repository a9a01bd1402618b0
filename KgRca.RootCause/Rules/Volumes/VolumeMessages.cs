using KgRca.RootCause.Events;

namespace KgRca.RootCause.Rules.Volumes;

/// <summary>Reads why a volume could not be made, bound or mounted.</summary>
internal static class VolumeMessages
{
    /// <summary>What a message is evidence of.</summary>
    public static CauseAssessment Assess(string reason, string message)
    {
        var isNotFound = message.Contains("not found", StringComparison.Ordinal);
        if (message.Contains("DataSource", StringComparison.OrdinalIgnoreCase))
            return CauseAssessment.Origin(Causes.VolumeSource);
        if (message.Contains("storageclass", StringComparison.OrdinalIgnoreCase) && isNotFound)
            return CauseAssessment.Origin(Causes.ClaimStorageClass);
        if (message.Contains("configmap", StringComparison.OrdinalIgnoreCase) && isNotFound)
            return CauseAssessment.Origin(Causes.MissingConfigMap);
        if (message.Contains("secret", StringComparison.OrdinalIgnoreCase) && isNotFound)
            return CauseAssessment.Origin(Causes.MissingSecret);
        if (
            message.Contains("non-existent config key", StringComparison.Ordinal)
            || message.Contains("non-existent secret key", StringComparison.Ordinal)
        )
            return CauseAssessment.Origin(Causes.MissingConfigKey);
        if (message.Contains("Multi-Attach", StringComparison.Ordinal))
            return CauseAssessment.Origin(Causes.VolumeMultiAttach);
        if (
            message.Contains("registered CSI drivers", StringComparison.Ordinal)
            || message.Contains("failed to find CSI driver", StringComparison.OrdinalIgnoreCase)
        )
            return CauseAssessment.Origin(Causes.VolumeDriver);
        if (
            message.Contains("permission denied", StringComparison.OrdinalIgnoreCase)
            || reason == "FailedMount"
                && message.Contains("access denied by server", StringComparison.OrdinalIgnoreCase)
        )
            return CauseAssessment.Origin(Causes.VolumePermission);
        return reason switch
        {
            "ProvisioningFailed" or "VolumeResizeFailed" or "FileSystemResizeFailed" => CauseAssessment.Origin(
                Causes.Provisioning
            ),
            // What is wrong is read from claim and volume.
            "FailedBinding" or "VolumeMismatch" => CauseAssessment.Symptom(Causes.ClaimUnbound),
            _ => CauseAssessment.Origin(Causes.VolumeMount),
        };
    }
}
