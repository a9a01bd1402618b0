namespace KgRca.Contracts.Records;

/// <summary>Names a Kubernetes object within a cluster.</summary>
/// <param name="Kind">The Kubernetes kind, such as <c>Pod</c>; a custom resource's kind is allowed.</param>
/// <param name="Name">The object's name.</param>
/// <param name="Namespace">The namespace; absent for a cluster-scoped object.</param>
/// <param name="Uid">Tells incarnations of one name apart, where the source knows it.</param>
public sealed record ObjectReference(string Kind, string Name, string? Namespace = null, string? Uid = null);
