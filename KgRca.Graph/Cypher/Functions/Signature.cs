using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>Short ways to declare functions.</summary>
internal static class Signature
{
    public const CypherTypes Any = CypherTypes.Any;
    public const CypherTypes Bool = CypherTypes.Boolean;
    public const CypherTypes Integer = CypherTypes.Integer;
    public const CypherTypes Float = CypherTypes.Float;
    public const CypherTypes Number = CypherTypes.Number;
    public const CypherTypes Text = CypherTypes.String;
    public const CypherTypes List = CypherTypes.List;
    public const CypherTypes Map = CypherTypes.Map;
    public const CypherTypes Node = CypherTypes.Node;
    public const CypherTypes Relationship = CypherTypes.Relationship;

    /// <summary>A function without parameters.</summary>
    public static CypherFunction Function(string name, CypherTypes returns, Func<FunctionContext, object?> body) =>
        new(name, [Any], 0, 0, returns, (_, context) => body(context));

    /// <summary>A function of one argument.</summary>
    public static CypherFunction Function(
        string name,
        CypherTypes parameter,
        CypherTypes returns,
        Func<object, object?> body
    ) => new(name, [parameter], 1, 1, returns, (args, _) => body(args[0]!));

    /// <summary>A function of several arguments, the last of them optional where fewer are needed.</summary>
    public static CypherFunction Function(
        string name,
        CypherTypes[] parameters,
        CypherTypes returns,
        Func<object?[], object?> body,
        int? minArgs = null
    ) => new(name, parameters, minArgs ?? parameters.Length, parameters.Length, returns, (args, _) => body(args));
}
