using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>A function of Cypher.</summary>
/// <param name="Name">The name, as documentation writes it; case does not matter in queries.</param>
/// <param name="Parameters">The types that each parameter takes. The last one stands for all further arguments.</param>
/// <param name="MinArgs">How many arguments at least.</param>
/// <param name="MaxArgs">How many arguments at most.</param>
/// <param name="Returns">The types of the result.</param>
/// <param name="Body">Computes the result from arguments that have the right types.</param>
internal sealed record CypherFunction(
    string Name,
    IReadOnlyList<CypherTypes> Parameters,
    int MinArgs,
    int MaxArgs,
    CypherTypes Returns,
    Func<object?[], FunctionContext, object?> Body
)
{
    /// <summary>Whether a null among the arguments makes the result null without a call.</summary>
    public bool IsNullForNull { get; init; } = true;

    /// <summary>Whether equal arguments give equal results throughout a query; not so for <c>rand()</c>.</summary>
    public bool IsDeterministic { get; init; } = true;

    /// <summary>The error for an argument of a wrong type.</summary>
    public (CypherErrorKind Kind, string Detail) WrongType { get; init; } =
        (CypherErrorKind.TypeError, "InvalidArgumentValue");

    /// <summary>The types that an argument may have.</summary>
    /// <param name="position">The argument's position, from 0.</param>
    public CypherTypes ParameterAt(int position) => Parameters[Math.Min(position, Parameters.Count - 1)];

    /// <summary>The function's result.</summary>
    /// <param name="args">The arguments; as many as the function takes.</param>
    /// <param name="context">What the function may ask besides.</param>
    /// <exception cref="CypherException">An argument has a wrong type or value.</exception>
    public object? Invoke(object?[] args, FunctionContext context)
    {
        var hasNull = false;
        for (var i = 0; i < args.Length; i++)
        {
            hasNull |= args[i] is null;
            var takesIt = (CypherType.Of(args[i]) & ParameterAt(i)) != 0;
            if (!takesIt)
                throw WrongArgument(i, args[i]);
        }
        return hasNull && IsNullForNull ? null : Body(args, context);
    }

    private CypherException WrongArgument(int position, object? value) =>
        new(
            WrongType.Kind,
            WrongType.Detail,
            $"Argument {position + 1} of {Name}() is {ParameterAt(position)}, not {CypherType.Name(value)}."
        );
}
