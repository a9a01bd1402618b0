namespace KgRca.Graph.Cypher.Values;

/// <summary>The errors of values and functions.</summary>
internal static class CypherErrors
{
    /// <summary>An operand is of a type that the operation does not take.</summary>
    public static CypherException Operand(string operation, object? value) =>
        new(CypherErrorKind.TypeError, "InvalidArgumentType", $"{operation} does not take {Describe(value)}.");

    /// <summary>An operation is not defined between the types of its operands.</summary>
    public static CypherException Operands(string operation, object? left, object? right) =>
        new(
            CypherErrorKind.TypeError,
            "InvalidArgumentType",
            $"{operation} is not defined between {Describe(left)} and {Describe(right)}."
        );

    /// <summary>A function's argument is of a type that the function does not take.</summary>
    public static CypherException Argument(string function, object? value, CypherTypes expected) =>
        new(
            CypherErrorKind.TypeError,
            "InvalidArgumentValue",
            $"{function}() takes {expected}, not {Describe(value)}."
        );

    /// <summary>A value has the right type, but means nothing here.</summary>
    public static CypherException Value(string message) =>
        new(CypherErrorKind.ArgumentError, "InvalidArgumentValue", message);

    /// <summary>A number lies outside what is allowed.</summary>
    public static CypherException Range(string message) =>
        new(CypherErrorKind.ArgumentError, "NumberOutOfRange", message);

    /// <summary>A calculation has no result that a value can hold.</summary>
    public static CypherException Overflow(string operation) =>
        new(CypherErrorKind.ArithmeticError, "IntegerOverflow", $"The result of {operation} is too large.");

    /// <summary>A division by the integer zero.</summary>
    public static CypherException DivisionByZero() =>
        new(CypherErrorKind.ArithmeticError, "DivisionByZero", "Division by zero.");

    /// <summary>A single value would become larger than any value may be.</summary>
    public static CypherException TooLarge(string what, long limit) =>
        new(CypherErrorKind.LimitExceeded, "ValueTooLarge", $"{what} may have at most {limit:N0} elements.");

    private static string Describe(object? value) => value is null ? "null" : $"{Article(CypherType.Name(value))}";

    private static string Article(string name) => name[0] is 'I' ? $"an {name}" : $"a {name}";
}
