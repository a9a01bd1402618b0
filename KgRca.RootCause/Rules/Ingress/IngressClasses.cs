using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Ingress;

/// <summary>The class of an Ingress, and whether a controller serves those that name none.</summary>
internal static class IngressClasses
{
    // What Ingresses were given their class by before they had a member for it.
    private const string ClassAnnotation = "kubernetes.io/ingress.class";

    public static string? Of(JsonElement ingress) =>
        ingress.At("spec").Text("ingressClassName") ?? ingress.At("metadata", "annotations").Text(ClassAnnotation);

    // A controller may be told to serve those without a class all the same, which gives them addresses.
    public static bool IsForNobody(ClusterTopology topology, ResourceState ingress) =>
        !topology
            .OfKind(ingress.Cluster, "IngressClass", null)
            .Any(other =>
                other.Object?.At("metadata", "annotations").Text("ingressclass.kubernetes.io/is-default-class")
                == "true"
            )
        && !topology
            .OfKind(ingress.Cluster, "Ingress", null)
            .Any(other =>
                other.Object is { } item && Of(item) is null && AddressesOf(item).ValueKind == JsonValueKind.Array
            );

    public static JsonElement AddressesOf(JsonElement ingress) => ingress.At("status", "loadBalancer", "ingress");
}
