using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>Who is responsible for a failure that another object reports.</summary>
/// <param name="Object">The object to change.</param>
/// <param name="Cause">What is wrong with it, by a cause of the taxonomy.</param>
/// <param name="Why">In a sentence: what the failing object needs of it, and why it does not get that.</param>
internal sealed record Responsible(ResourceState Object, string Cause, string Why)
{
    /// <summary>
    /// Whether its own state or reports show that it fails, rather than only that it is the one to do the work.
    /// </summary>
    public bool IsShown { get; init; } = true;

    /// <summary>What to do, with the names and values of the case; null where the cause's own advice says it.</summary>
    public string? NextStep { get; init; }
}

/// <summary>The object that is responsible for a failure; null where the failing object itself is.</summary>
/// <param name="failure">The failure.</param>
/// <param name="cause">Its cause; empty where it is not known.</param>
/// <param name="topology">All objects.</param>
internal delegate Responsible? FindResponsible(Episode failure, string cause, ClusterTopology topology);
