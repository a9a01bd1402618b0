using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Ingress;

/// <summary>Ingresses, Gateways and routes that lead nowhere.</summary>
internal static class IngressRules
{
    public static RuleFamily Family { get; } =
        new("Ingress and Gateway API", Causes.OfIngress)
        {
            Lead = NamedRoutes.In,
            NextStep = IngressNextSteps.Of,
            Challenge = (candidate, cause, _) =>
                cause == Causes.GatewayMisroute && Signals.IsAlert(candidate)
                    ? new CounterEvidence(
                        CounterEvidence.NewError,
                        "Requests for paths that do not exist get the same response."
                    )
                    : CounterEvidence.None,
            Detectors =
            [
                new(["Ingress"], Ingresses.Inspect),
                new(Gateways.Routes, Gateways.Inspect),
                new(["Gateway"], Gateways.InspectGateway),
            ],
            Dependencies =
            [
                new(["IngressClass"], (in change, affected) => affected.AddRange(change.InCluster("Ingress"))),
                new(["Ingress"], AddRelated),
                new(["GatewayClass"], (in change, affected) => affected.AddRange(change.InCluster("Gateway"))),
                new(["Gateway"], AddRoutesOfGateway),
                new(["Service"], AddForService),
                new(["Secret"], AddForSecret),
            ],
        };

    private static void AddRelated(in ObjectChange change, List<ResourceState> affected)
    {
        if (change.Before is { } old && change.Resource.Object is { } now && IngressHosts.AreAlike(old, now))
            return;
        affected.AddRange(IngressHosts.Related(change.Topology, change.Resource, change.Before));
    }

    // Whether it is there is all that a route depends on.
    private static void AddRoutesOfGateway(in ObjectChange change, List<ResourceState> affected)
    {
        if (change.IsNew || change.IsGone)
            AddRoutes(change, affected);
    }

    private static void AddForService(in ObjectChange change, List<ResourceState> affected)
    {
        AddRoutes(change, affected);
        foreach (var ingress in change.InNamespace("Ingress"))
            if (IngressBackends.SendsTo(ingress, change.Resource.Name))
                affected.Add(ingress);
    }

    private static void AddForSecret(in ObjectChange change, List<ResourceState> affected)
    {
        foreach (var ingress in change.InNamespace("Ingress"))
            if (Ingresses.TakesFrom(ingress, change.Resource.Name))
                affected.Add(ingress);
    }

    private static void AddRoutes(in ObjectChange change, List<ResourceState> affected)
    {
        foreach (var kind in Gateways.Routes)
            affected.AddRange(change.InCluster(kind));
    }
}
