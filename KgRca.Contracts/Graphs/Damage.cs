namespace KgRca.Contracts.Graphs;

/// <summary>Errors about nodes that no writer of ours has written.</summary>
internal static class Damage
{
    public static InvalidDataException Of(NodeKey node, string missing) =>
        new($"{node} is damaged: it has no {missing}.");
}
