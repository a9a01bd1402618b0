using KgRca.Graph.Cypher.Values;
using static KgRca.Graph.Cypher.Functions.Signature;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>Functions of lists.</summary>
internal static class ListFunctions
{
    public static IEnumerable<CypherFunction> All =>
        [
            Function("head", List, Any, list => CypherOperators.Index(list, 0L)),
            Function("last", List, Any, list => CypherOperators.Index(list, -1L)),
            Function("tail", List, List, list => CypherOperators.Slice(list, 1L, long.MaxValue)),
            Function("reverse", List | Text, List | Text, Reverse),
            Function("range", [Integer, Integer, Integer], List, Range, minArgs: 2) with
            {
                WrongType = (CypherErrorKind.ArgumentError, "InvalidArgumentType"),
            },
        ];

    private static object Reverse(object value) =>
        value is string text ? Texts.Reverse(text) : Lists.Reverse((CypherList)value);

    private static CypherList Range(object?[] args)
    {
        var (start, end) = ((Int128)(long)args[0]!, (Int128)(long)args[1]!);
        var step = args.Length > 2 ? (long)args[2]! : 1;
        if (step == 0)
            throw CypherErrors.Range("The step of range() is not 0.");
        var count = (end - start) / step + 1;
        if (count <= 0 || end != start && end > start != step > 0)
            return CypherList.Empty;
        if (count > int.MaxValue)
            throw CypherErrors.TooLarge("A list", int.MaxValue);
        return new CypherList(new IntegerRange((long)start, step, (int)count));
    }
}
