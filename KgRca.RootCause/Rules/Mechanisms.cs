namespace KgRca.RootCause.Rules;

/// <summary>Why a cause leads to its symptom, in one sentence. What a cause does not say itself, its family says.</summary>
internal static class Mechanisms
{
    /// <summary>The sentence for a cause; null for what is none.</summary>
    public static string? Of(string cause) =>
        CauseClasses.Find(cause) is { } known ? known.Mechanism ?? OfFamily(known.Family) : null;

    private static string OfFamily(CauseFamily family) =>
        family switch
        {
            CauseFamily.Container =>
                "The container cannot run as configured, so its Pod does not become or stay ready.",
            CauseFamily.Image => "A container starts only when its image is on the node, so it waits.",
            CauseFamily.Probe => "The probe can never succeed, so the Pod gets no traffic although it may work.",
            CauseFamily.Scheduling => "No node meets what the Pod asks for, so it stays Pending.",
            CauseFamily.Quota =>
                "The API server refuses every object that would exceed the quota, so it is not created.",
            CauseFamily.Admission => "The API server refuses the Pods, so the workload stays without them.",
            CauseFamily.Reference => "A container starts only when everything it refers to exists, so it waits.",
            CauseFamily.Storage => "A Pod starts only when its claims are bound, so it stays Pending.",
            CauseFamily.Node => "What runs on the node fails with it, and Pods there become unready or are moved.",
            CauseFamily.Service => "Requests do not reach the Pods that are to answer them.",
            CauseFamily.Custom => "What the resource is to provide is not there until its controller has succeeded.",
            _ => "A change is the most common reason why something that worked stops working.",
        };
}
