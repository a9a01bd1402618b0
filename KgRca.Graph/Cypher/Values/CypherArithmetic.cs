namespace KgRca.Graph.Cypher.Values;

/// <summary>
/// The operators <c>+ - * / % ^</c>. Null in, null out. Integers that do not fit 64 bits are an error; floats follow
/// IEEE 754.
/// </summary>
internal static class CypherArithmetic
{
    /// <summary>The longest text that is made in one step, in UTF-16 units.</summary>
    public const int MaxTextLength = 16_000_000;

    /// <summary><c>left + right</c>: a sum, texts or lists joined, a value added to a list, a duration later.</summary>
    /// <exception cref="CypherException">The types do not go together, or the result is too large.</exception>
    public static object? Add(object? left, object? right) =>
        (left, right) switch
        {
            (long a, long b) => AddIntegers(a, b),
            (CypherList a, CypherList b) => Lists.Concat(a, b),
            (null, _) or (_, null) => null,
            (CypherList a, _) => Lists.Append(a, right),
            (_, CypherList b) => Lists.Prepend(left, b),
            (string a, string b) => Join(a, b),
            (string a, long or double or bool) => Join(a, Plain(right)),
            (long or double or bool, string b) => Join(Plain(left), b),
            (long or double, long or double) => ToFloat(left) + ToFloat(right),
            (CypherDuration a, CypherDuration b) => a.Plus(b),
            (_, CypherDuration b) => TemporalArithmetic.Plus(left, b) ?? throw CypherErrors.Operands("+", left, right),
            (CypherDuration a, _) => TemporalArithmetic.Plus(right, a) ?? throw CypherErrors.Operands("+", left, right),
            _ => throw CypherErrors.Operands("+", left, right),
        };

    /// <summary><c>left - right</c>: a difference, or a duration earlier.</summary>
    /// <exception cref="CypherException">The types do not go together, or the result is too large.</exception>
    public static object? Subtract(object? left, object? right) =>
        (left, right) switch
        {
            (null, _) or (_, null) => null,
            (long a, long b) => SubtractIntegers(a, b),
            (long or double, long or double) => ToFloat(left) - ToFloat(right),
            (CypherDuration a, CypherDuration b) => a.Plus(b.Negate()),
            (_, CypherDuration b) => TemporalArithmetic.Plus(left, b.Negate())
                ?? throw CypherErrors.Operands("-", left, right),
            _ => throw CypherErrors.Operands("-", left, right),
        };

    /// <summary><c>left * right</c>: a product of numbers, or of a number and a duration.</summary>
    /// <exception cref="CypherException">The types do not go together, or the result is too large.</exception>
    public static object? Multiply(object? left, object? right) =>
        (left, right) switch
        {
            (null, _) or (_, null) => null,
            (long a, long b) => MultiplyIntegers(a, b),
            (long or double, long or double) => ToFloat(left) * ToFloat(right),
            (CypherDuration a, long or double) => a.Times(ToDecimal(right)),
            (long or double, CypherDuration b) => b.Times(ToDecimal(left)),
            _ => throw CypherErrors.Operands("*", left, right),
        };

    /// <summary><c>left / right</c>: of two integers an integer, rounded towards 0.</summary>
    /// <exception cref="CypherException">The types do not go together, or an integer is divided by 0.</exception>
    public static object? Divide(object? left, object? right) =>
        (left, right) switch
        {
            (null, _) or (_, null) => null,
            (long, 0L) => throw CypherErrors.DivisionByZero(),
            (long.MinValue, -1L) => throw CypherErrors.Overflow("a division"),
            (long a, long b) => a / b,
            (long or double, long or double) => ToFloat(left) / ToFloat(right),
            (CypherDuration a, long or double) => a.DividedBy(ToDecimal(right)),
            _ => throw CypherErrors.Operands("/", left, right),
        };

    /// <summary><c>left % right</c>: the remainder, with the sign of <paramref name="left"/>.</summary>
    /// <exception cref="CypherException">They are not numbers, or an integer is divided by 0.</exception>
    public static object? Modulo(object? left, object? right) =>
        (left, right) switch
        {
            (null, _) or (_, null) => null,
            (long, 0L) => throw CypherErrors.DivisionByZero(),
            (long, -1L) => 0L,
            (long a, long b) => a % b,
            (long or double, long or double) => ToFloat(left) % ToFloat(right),
            _ => throw CypherErrors.Operands("%", left, right),
        };

    /// <summary><c>left ^ right</c>: always a float.</summary>
    /// <exception cref="CypherException">They are not numbers.</exception>
    public static object? Power(object? left, object? right) =>
        (left, right) switch
        {
            (null, _) or (_, null) => null,
            (long or double, long or double) => Math.Pow(ToFloat(left), ToFloat(right)),
            _ => throw CypherErrors.Operands("^", left, right),
        };

    /// <summary><c>-operand</c>.</summary>
    /// <exception cref="CypherException">It is no number, or the smallest integer.</exception>
    public static object? Negate(object? operand) =>
        operand switch
        {
            null => null,
            long.MinValue => throw CypherErrors.Overflow("a negation"),
            long number => -number,
            double number => -number,
            CypherDuration duration => duration.Negate(),
            _ => throw CypherErrors.Operand("-", operand),
        };

    /// <summary>A number as a float.</summary>
    public static double ToFloat(object number) => number is long integer ? integer : (double)number;

    /// <summary>A number as a decimal fraction.</summary>
    /// <exception cref="CypherException">It is NaN, infinite or too large.</exception>
    public static decimal ToDecimal(object number)
    {
        if (number is long integer)
            return integer;
        try
        {
            return (decimal)(double)number;
        }
        catch (OverflowException)
        {
            throw CypherErrors.Overflow("a calculation with durations");
        }
    }

    private static long AddIntegers(long left, long right)
    {
        var sum = unchecked(left + right);
        var hasOverflown = ((left ^ sum) & (right ^ sum)) < 0;
        return hasOverflown ? throw CypherErrors.Overflow("an addition") : sum;
    }

    private static long SubtractIntegers(long left, long right)
    {
        var difference = unchecked(left - right);
        var hasOverflown = ((left ^ right) & (left ^ difference)) < 0;
        return hasOverflown ? throw CypherErrors.Overflow("a subtraction") : difference;
    }

    private static long MultiplyIntegers(long left, long right)
    {
        var high = Math.BigMul(left, right, out var low);
        var fits = high == low >> 63;
        return fits ? low : throw CypherErrors.Overflow("a multiplication");
    }

    private static string Plain(object value) => CypherText.Format(value);

    private static string Join(string left, string right)
    {
        if ((long)left.Length + right.Length > MaxTextLength)
            throw CypherErrors.TooLarge("A text", MaxTextLength);
        return left + right;
    }
}
