using System.Diagnostics.CodeAnalysis;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Identity;

/// <summary>
/// The one identity of a Kubernetes object in the graph: <c>{cluster}/{kind}/{namespace}/{name}</c>; the namespace of a
/// cluster-scoped object is empty. No part may hold a slash; records whose names do are refused.
/// </summary>
/// <param name="Cluster">The cluster's name as its agent gives it.</param>
/// <param name="Kind">The Kubernetes kind, such as <c>Pod</c>.</param>
/// <param name="Namespace">The namespace; empty for a cluster-scoped object.</param>
/// <param name="Name">The object's name.</param>
public sealed record ResourceId(string Cluster, string Kind, string Namespace, string Name)
{
    private const int PartCount = 4;

    /// <summary>
    /// The identity of the object that <paramref name="reference"/> names in <paramref name="cluster"/>.
    /// </summary>
    public static ResourceId Of(string cluster, ObjectReference reference) =>
        new(cluster, reference.Kind, reference.Namespace ?? "", reference.Name);

    /// <summary>Reads an identity.</summary>
    /// <returns>Whether <paramref name="text"/> has four parts, of which none but the namespace is empty.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ResourceId? id)
    {
        id = null;
        if (
            text?.Split('/', PartCount + 1)
            is not [{ Length: > 0 } cluster, { Length: > 0 } kind, var @namespace, { Length: > 0 } name]
        )
            return false;
        id = new ResourceId(cluster, kind, @namespace, name);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Cluster}/{Kind}/{Namespace}/{Name}";
}
