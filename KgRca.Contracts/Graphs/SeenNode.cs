using System.Buffers.Binary;

namespace KgRca.Contracts.Graphs;

/// <summary>
/// Some of the records that a graph has, by their hashes, as the graph keeps them under
/// <see cref="GraphSchema.Engine"/>.
/// </summary>
/// <param name="Number">The how many-eth block of the graph's records it is, from 0.</param>
/// <param name="Hashes">The records, in the order in which they were taken in.</param>
public sealed record SeenNode(long Number, IReadOnlyList<ulong> Hashes)
{
    private const string IdPrefix = "seen/";

    /// <summary>Its node. A later block takes the place of an earlier one.</summary>
    /// <param name="place">Its number among those that are kept.</param>
    public static NodeKey KeyOf(long place) => new(GraphSchema.Engine, $"{IdPrefix}{place}");

    /// <summary>Everything but the id.</summary>
    public Property[] ToProperties()
    {
        var bytes = new byte[Hashes.Count * sizeof(ulong)];
        for (var i = 0; i < Hashes.Count; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), Hashes[i]);
        return [new(Names.Number, Number), new(Names.Hashes, Convert.ToBase64String(bytes))];
    }

    /// <summary>Reads a node; null where it is another one of the engine's.</summary>
    public static SeenNode? From(Node node)
    {
        if (
            !node.Key.Key.StartsWith(IdPrefix, StringComparison.Ordinal)
            || node[Names.Number].AsInteger is not { } number
            || node[Names.Hashes].AsString is not { } text
        )
            return null;
        var bytes = Convert.FromBase64String(text);
        var hashes = new ulong[bytes.Length / sizeof(ulong)];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)));
        return new SeenNode(number, hashes);
    }

    private static class Names
    {
        public const string Number = "number";
        public const string Hashes = "hashes";
    }
}
