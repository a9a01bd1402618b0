using KgRca.RootCause.Events;

namespace KgRca.RootCause.Rules.Admission;

/// <summary>Reads why the API server refused to create an object, as controllers report it.</summary>
internal static class AdmissionMessages
{
    /// <summary>What a message is evidence of.</summary>
    public static CauseAssessment Assess(string message)
    {
        if (message.Contains("insufficient quota to match these scopes", StringComparison.Ordinal))
            return CauseAssessment.Origin(Causes.QuotaScope);
        if (message.Contains("exceeded quota", StringComparison.Ordinal))
            return CauseAssessment.Origin(Quota(message));
        if (
            message.Contains("service account", StringComparison.OrdinalIgnoreCase)
            || message.Contains("serviceaccount", StringComparison.OrdinalIgnoreCase)
        )
            return CauseAssessment.Origin(Causes.MissingServiceAccount);
        if (
            message.Contains("no PriorityClass with name", StringComparison.Ordinal)
            || message.Contains("RuntimeClass \"", StringComparison.Ordinal)
                && message.Contains("not found", StringComparison.Ordinal)
        )
            return CauseAssessment.Origin(Causes.MissingPodClass);
        if (message.Contains("PodSecurity", StringComparison.Ordinal))
            return CauseAssessment.Origin(Causes.PodSecurity);
        if (message.Contains("failed calling webhook", StringComparison.Ordinal))
            return CauseAssessment.Origin(Causes.Webhook);
        if (
            message.Contains("denied the request", StringComparison.Ordinal)
            || message.Contains("denied request", StringComparison.Ordinal)
        )
            return CauseAssessment.Origin(Causes.WebhookDenied);
        if (message.Contains("must specify", StringComparison.Ordinal))
            return CauseAssessment.Origin(Causes.QuotaNeedsRequests);
        if (
            message.Contains(" usage per ", StringComparison.Ordinal)
            || message.Contains("limit to request ratio per ", StringComparison.Ordinal)
        )
            return CauseAssessment.Origin(Causes.LimitRange);
        if (message.Contains("is being terminated", StringComparison.Ordinal))
            return CauseAssessment.Origin(Causes.NamespaceStuck);
        if (message.Contains("is invalid: ", StringComparison.Ordinal))
            return CauseAssessment.Origin(Causes.InvalidTemplate);
        return message.Contains("forbidden", StringComparison.Ordinal)
            ? CauseAssessment.Origin(Causes.Forbidden)
            : CauseAssessment.Symptom();
    }

    /// <summary>
    /// The resource of a quota that is used up; the text after <c>requested:</c> begins with the one that did not fit.
    /// </summary>
    private static string Quota(string message)
    {
        var requested = message.IndexOf("requested:", StringComparison.Ordinal);
        var text = requested < 0 ? message.AsSpan() : message.AsSpan(requested);
        var used = text.IndexOf("used:");
        return QuotaResource(used > 0 ? text[..used] : text) ?? Causes.ObjectQuota;
    }

    /// <summary>
    /// The cause for a resource's name in a quota, such as <c>limits.cpu</c>; null for one that is not known.
    /// </summary>
    public static string? QuotaResource(ReadOnlySpan<char> name)
    {
        if (
            name.Contains("storage", StringComparison.Ordinal)
            || name.Contains("persistentvolumeclaims", StringComparison.Ordinal)
        )
            return Causes.StorageQuota;
        if (name.Contains("memory", StringComparison.Ordinal))
            return Causes.MemoryQuota;
        if (name.Contains("cpu", StringComparison.Ordinal))
            return Causes.CpuQuota;
        if (name.Contains("services", StringComparison.Ordinal))
            return Causes.ServiceQuota;
        if (name.Contains("pods", StringComparison.Ordinal))
            return Causes.PodQuota;
        return
            name.StartsWith("count/", StringComparison.Ordinal)
            || name is "configmaps" or "secrets" or "replicationcontrollers" or "resourcequotas"
            ? Causes.ObjectQuota
            : null;
    }
}
