using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>Whether two errors near each other are one failure.</summary>
internal static class Correlation
{
    /// <summary>
    /// Whether an error on a neighbour of another's object belongs to it. Where the way leads by what many share, that
    /// has to explain both.
    /// </summary>
    /// <param name="error">The error.</param>
    /// <param name="other">The error on the neighbour.</param>
    /// <param name="neighbour">How the neighbour is reached from the error's object.</param>
    /// <param name="topology">All objects.</param>
    public static bool AreOne(Episode error, Episode other, Neighbour neighbour, ClusterTopology topology)
    {
        if (neighbour.Hops == 0)
            return true;
        if (neighbour is { Entered: { } entered, Left: { } left })
        {
            if (!SharedFault.Explains(entered, error, topology))
                return false;
            if (!neighbour.IsUpstream && !SharedFault.Explains(left, other, topology))
                return false;
        }
        return !Neighbourhood.IsShared(other.Subject) || SharedFault.Explains(other.Subject, error, topology);
    }
}
