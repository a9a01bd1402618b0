using KgRca.RootCause.Events;

namespace KgRca.RootCause.Rules.Volumes;

/// <summary>Events about volumes and claims.</summary>
internal static class VolumeEvents
{
    public static IReadOnlyList<EventReader> All { get; } =
    [
        new(
            [
                "FailedMount",
                "FailedAttachVolume",
                "FailedMapVolume",
                "ProvisioningFailed",
                "FailedBinding",
                "VolumeMismatch",
                "VolumeResizeFailed",
                "FileSystemResizeFailed",
            ],
            (in seen) => VolumeMessages.Assess(seen.Reason, seen.Message)
        ),
        // Nobody needs the volume any more.
        new(["VolumeFailedDelete"], (in _) => new CauseAssessment(Causes.Provisioning, CauseRole.Latent)),
    ];
}
