using System.Buffers.Binary;
using KgRca.Graph.Cypher.Values;
using static KgRca.Graph.Cypher.Functions.Signature;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>Functions of any value.</summary>
internal static class ScalarFunctions
{
    public static IEnumerable<CypherFunction> All =>
        [
            new("coalesce", [Any], 1, int.MaxValue, Any, (args, _) => Array.Find(args, arg => arg is not null))
            {
                IsNullForNull = false,
            },
            new("exists", [Any], 1, 1, Bool, (args, _) => args[0] is not null) { IsNullForNull = false },
            new("nullIf", [Any], 2, 2, Any, (args, _) => NullIf(args[0], args[1])) { IsNullForNull = false },
            new("valueType", [Any], 1, 1, Text, (args, _) => ValueTypes.Describe(args[0])) { IsNullForNull = false },
            Function("isEmpty", Text | List | Map, Bool, value => Size(value) == 0),
            Function("size", Text | List, Integer, value => Size(value)),
            Function("timestamp", Integer, context => TemporalParts.Get(context.StatementTime, "epochMillis")),
            Function("randomUUID", Text, context => RandomUuid(context.Random)) with
            {
                IsDeterministic = false,
            },
        ];

    /// <summary>How many code points, elements or entries.</summary>
    private static long Size(object value) =>
        value switch
        {
            string text => Texts.Length(text),
            CypherList list => list.Count,
            CypherMap map => map.Count,
            _ => throw new ArgumentException("Neither text, list nor map."),
        };

    private static object? NullIf(object? value, object? other) =>
        CypherCompare.Equal(value, other) == true ? null : value;

    /// <summary>A random UUID (RFC 9562, version 4).</summary>
    private static string RandomUuid(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        var version = (BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) & 0x0FFF) | 0x4000;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)version);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
