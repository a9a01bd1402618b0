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
internal sealed record ObservedObject(ResourceType Type, ObjectKey Key, string Uid, JsonElement? Object);

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
