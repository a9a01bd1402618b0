using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>What functions may ask besides their arguments: the time and chance. One per query.</summary>
/// <param name="clock">The clock.</param>
/// <param name="random">Where <c>rand()</c> and <c>randomUUID()</c> get their numbers from.</param>
internal sealed class FunctionContext(TimeProvider clock, Random random)
{
    /// <summary>When the query began: <c>datetime()</c> gives the same moment throughout.</summary>
    public CypherDateTime StatementTime { get; } = CypherDateTime.Of(clock.GetUtcNow());

    /// <summary>Where random numbers come from.</summary>
    public Random Random { get; } = random;

    /// <summary>The moment of the call, for the functions called <c>….realtime</c>.</summary>
    public CypherDateTime Now => CypherDateTime.Of(clock.GetUtcNow());
}
