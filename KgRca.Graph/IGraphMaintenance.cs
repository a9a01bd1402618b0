namespace KgRca.Graph;

/// <summary>Graphs' lives: for onboarding, offboarding and repair. Safe for use by many threads at once.</summary>
public interface IGraphMaintenance
{
    /// <summary>Graphs that cannot be written now, and why.</summary>
    GraphHealth Health { get; }

    /// <summary>
    /// Makes an empty graph with its constraints and indexes, ready to be written. One that exists stays as it is.
    /// </summary>
    /// <exception cref="GraphUnavailableException">It cannot be made now.</exception>
    ValueTask CreateAsync(string database, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a graph for good. An absent one is no error. Its handles throw <see cref="GraphUnavailableException"/>
    /// afterwards, also those that are opened later: a name is not given twice.
    /// </summary>
    ValueTask DropAsync(string database, CancellationToken cancellationToken);

    /// <summary>Reads everything in a graph.</summary>
    /// <returns>What is wrong with it; null where nothing is.</returns>
    ValueTask<string?> FindDamageAsync(string database, CancellationToken cancellationToken);
}
