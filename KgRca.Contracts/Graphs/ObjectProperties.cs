using KgRca.Contracts.Records;

namespace KgRca.Contracts.Graphs;

/// <summary>How a Kubernetes object is spelled in three properties.</summary>
/// <param name="Kind">The property with its kind.</param>
/// <param name="Namespace">The property with its namespace, which is empty for a cluster-scoped object.</param>
/// <param name="Name">The property with its name.</param>
internal sealed record ObjectProperties(string Kind, string Namespace, string Name)
{
    public Property KindOf(ObjectReference? item) => new(Kind, item?.Kind);

    public Property NamespaceOf(ObjectReference? item) => new(Namespace, item is null ? null : item.Namespace ?? "");

    public Property NameOf(ObjectReference? item) => new(Name, item?.Name);

    public ObjectReference? Find(IReadOnlyList<Property> properties)
    {
        if (properties.Find(Kind).AsString is not { } kind || properties.Find(Name).AsString is not { } name)
            return null;
        var @namespace = properties.Find(Namespace).AsString;
        return new ObjectReference(kind, name, string.IsNullOrEmpty(@namespace) ? null : @namespace);
    }
}
