namespace KgRca.RootCause.Rules;

/// <summary>
/// Why a cause leads to its symptom, in one sentence. What a cause does not say itself, its family says.
/// </summary>
internal static class Mechanisms
{
    /// <summary>The sentence for a cause; null for what is none.</summary>
    public static string? Of(string cause) =>
        CauseClasses.Find(cause) is { } known ? known.Mechanism ?? OfFamily(known.Family) : null;

    private static string OfFamily(CauseFamily family) =>
        family switch
        {
            CauseFamily.Container => "The container cannot run as configured, so its Pod does not become ready.",
            CauseFamily.Image => "A container starts only after its image is pulled, so it stays waiting.",
            CauseFamily.Probe => "The readiness probe can never succeed, so the Pod gets no traffic even if it works.",
            CauseFamily.Scheduling => "No node meets the Pod's scheduling requirements, so it stays Pending.",
            CauseFamily.Quota =>
                "The API server rejects every object that would exceed the quota, so it is not created.",
            CauseFamily.Admission => "The API server rejects the Pods, so the workload has none.",
            CauseFamily.Reference =>
                "A container starts only when every object it references exists, so it stays waiting.",
            CauseFamily.Storage => "A Pod is scheduled only after its PVCs are bound, so it stays Pending.",
            CauseFamily.Node => "Pods on the node fail with it: they become unready or are evicted.",
            CauseFamily.Service => "Requests do not reach the Pods behind the Service.",
            CauseFamily.Custom => "What the resource provides is missing until its controller succeeds.",
            _ => "Changes are the most common cause of new failures.",
        };
}
