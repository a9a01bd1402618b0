using System.Text.Json;

namespace KgRca.Agent.Kubernetes;

/// <summary>Names an object within a cluster.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Namespace">Its namespace; empty for a cluster-scoped object.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct ObjectKey(string Kind, string Namespace, string Name);

/// <summary>What an API server said of an object.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Key">Which one it is.</param>
/// <param name="Uid">Which of all that had its name.</param>
/// <param name="Object">The object, valid until the receiver returns; null where it is gone.</param>
/// <param name="IsListed">Whether it was listed with all others of its kind, rather than watched as it changed.</param>
internal sealed record ObservedObject(
    ResourceType Type,
    ObjectKey Key,
    string Uid,
    JsonElement? Object,
    bool IsListed = false
);

/// <summary>All objects of a kind, in all namespaces, have been observed.</summary>
/// <param name="Type">The kind.</param>
/// <param name="StartedAt">When the listing began: all of them were observed since.</param>
/// <param name="Count">How many there were.</param>
internal sealed record ListedKind(ResourceType Type, DateTimeOffset StartedAt, int Count);

/// <summary>Whether the objects of a kind are known.</summary>
internal enum InformerState
{
    /// <summary>They have not been listed yet.</summary>
    Starting,

    /// <summary>They were listed, and changes follow.</summary>
    Synced,

    /// <summary>The account may not list or watch them.</summary>
    Forbidden,

    /// <summary>The API server does not serve the kind.</summary>
    NotServed,
}
