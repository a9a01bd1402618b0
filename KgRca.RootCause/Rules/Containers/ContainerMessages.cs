using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Containers;

/// <summary>
/// Reads why a container could not be pulled, configured or started: the texts of kubelet and the container runtime.
/// </summary>
internal static class ContainerMessages
{
    private static readonly (string Text, string Cause)[] Table =
    [
        // A runtime that has not come to an end with the same container before.
        ("failed to reserve container name", Causes.Containerd),
        ("signature validation failed", Causes.ImageSignature),
        ("is not present with pull policy of Never", Causes.IncorrectImage),
        ("no match for platform", Causes.ImagePlatform),
        ("toomanyrequests", Causes.RegistryRateLimited),
        ("no such host", Causes.RegistryDns),
        ("server misbehaving", Causes.RegistryDns),
        ("Temporary failure in name resolution", Causes.RegistryDns),
        ("repository does not exist", Causes.IncorrectImage),
        ("manifest unknown", Causes.IncorrectImage),
        ("manifest for", Causes.IncorrectImage),
        ("invalid reference format", Causes.IncorrectImage),
        ("couldn't parse image", Causes.IncorrectImage),
        ("exec format error", Causes.ImagePlatform),
        ("executable file not found", Causes.InvalidCommand),
        ("unable to start container process: exec", Causes.InvalidCommand),
        ("no command specified", Causes.InvalidCommand),
        ("failed to authorize", Causes.MissingPullSecret),
        ("unauthorized", Causes.MissingPullSecret),
        ("no basic auth", Causes.MissingPullSecret),
        ("authorization failed", Causes.MissingPullSecret),
        ("authentication required", Causes.MissingPullSecret),
        ("denied", Causes.MissingPullSecret),
        ("couldn't find key", Causes.MissingConfigKey),
        ("references non-existent config key", Causes.MissingConfigKey),
        ("runAsNonRoot", Causes.SecurityContext),
        ("subPath", Causes.VolumeMount),
        ("OOM-killed", Causes.OomKilled),
    ];

    /// <summary>What a message is evidence of; a symptom where it only says that something failed.</summary>
    public static CauseAssessment Assess(string message, ResourceState pod)
    {
        if (RuntimeMessages.AreOwn(message, pod))
            return CauseAssessment.Origin(Causes.Containerd);
        if (
            message.Contains("configmap", StringComparison.OrdinalIgnoreCase)
            && message.Contains("not found", StringComparison.Ordinal)
        )
            return CauseAssessment.Origin(Causes.MissingConfigMap);
        if (
            message.Contains("secret", StringComparison.OrdinalIgnoreCase)
            && message.Contains("not found", StringComparison.Ordinal)
            && !message.Contains("image", StringComparison.Ordinal)
        )
            return CauseAssessment.Origin(Causes.MissingSecret);
        foreach (var (text, cause) in Table)
            if (message.Contains(text, StringComparison.OrdinalIgnoreCase))
                return CauseAssessment.Origin(cause);
        if (!IsAboutImage(message))
            return CauseAssessment.Symptom();
        // A registry, or a mirror of one, that refuses to tell of an image's manifest without asking who one is does
        // not have it.
        if (
            message.Contains("not found", StringComparison.Ordinal)
            || message.Contains("unexpected status from HEAD request", StringComparison.Ordinal)
        )
            return CauseAssessment.Origin(Causes.IncorrectImage);
        return
            message.Contains("timeout", StringComparison.OrdinalIgnoreCase)
            || message.Contains("connection refused", StringComparison.Ordinal)
            || message.Contains("x509", StringComparison.Ordinal)
            || message.Contains("registry is unavailable", StringComparison.Ordinal)
            ? CauseAssessment.Origin(Causes.RegistryUnreachable)
            : CauseAssessment.Symptom();
    }

    private static bool IsAboutImage(string message) =>
        message.Contains("image", StringComparison.OrdinalIgnoreCase)
        || message.Contains("registry", StringComparison.Ordinal);
}
