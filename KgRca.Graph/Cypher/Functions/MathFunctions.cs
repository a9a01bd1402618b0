using KgRca.Graph.Cypher.Values;
using static KgRca.Graph.Cypher.Functions.Signature;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>Functions of numbers. Where none is defined, such as for <c>sqrt(-1)</c>, the result is NaN.</summary>
internal static class MathFunctions
{
    private const int MaxPrecision = 15;

    public static IEnumerable<CypherFunction> All =>
        [
            Function("abs", Number, Number, Abs),
            Function("sign", Number, Integer, number => SignOf(number)),
            Function("ceil", Number, Float, number => Math.Ceiling(ToFloat(number))),
            Function("ceiling", Number, Float, number => Math.Ceiling(ToFloat(number))),
            Function("floor", Number, Float, number => Math.Floor(ToFloat(number))),
            Function("round", [Number, Integer, Text], Float, Round, minArgs: 1),
            Function("isNaN", Number, Bool, number => NumberOrder.IsNaN(number)),
            Function("e", Float, _ => Math.E),
            Function("pi", Float, _ => Math.PI),
            Function("rand", Float, context => context.Random.NextDouble()) with
            {
                IsDeterministic = false,
            },
            Real("sqrt", Math.Sqrt),
            Real("exp", Math.Exp),
            Real("log", Math.Log),
            Real("ln", Math.Log),
            Real("log10", Math.Log10),
            Real("sin", Math.Sin),
            Real("cos", Math.Cos),
            Real("tan", Math.Tan),
            Real("cot", number => 1 / Math.Tan(number)),
            Real("coth", number => 1 / Math.Tanh(number)),
            Real("asin", Math.Asin),
            Real("acos", Math.Acos),
            Real("atan", Math.Atan),
            Real("sinh", Math.Sinh),
            Real("cosh", Math.Cosh),
            Real("tanh", Math.Tanh),
            Real("degrees", double.RadiansToDegrees),
            Real("radians", double.DegreesToRadians),
            Real("haversin", number => (1 - Math.Cos(number)) / 2),
            Function("atan2", [Number, Number], Float, args => Math.Atan2(ToFloat(args[0]!), ToFloat(args[1]!))),
        ];

    private static CypherFunction Real(string name, Func<double, double> body) =>
        Function(name, Number, Float, number => body(ToFloat(number)));

    private static double ToFloat(object number) => CypherArithmetic.ToFloat(number);

    private static object Abs(object number) =>
        number switch
        {
            long.MinValue => throw CypherErrors.Overflow("abs()"),
            long integer => (object)Math.Abs(integer),
            _ => Math.Abs((double)number),
        };

    private static long SignOf(object number)
    {
        var value = ToFloat(number);
        return double.IsNaN(value) ? 0 : Math.Sign(value);
    }

    /// <summary>
    /// To the nearest integer, of two equally near ones the greater; with a precision to so many decimals, by default
    /// half away from 0.
    /// </summary>
    private static object Round(object?[] args)
    {
        var number = ToFloat(args[0]!);
        if (args.Length == 1)
            return Math.Floor(number + 0.5);
        var precision = (long)args[1]!;
        if (precision < 0)
            throw CypherErrors.Range("The precision of round() is not negative.");
        var mode = args.Length > 2 ? (string)args[2]! : "HALF_UP";
        return precision > MaxPrecision ? number : RoundTo(number, (int)precision, mode);
    }

    private static double RoundTo(double number, int precision, string mode)
    {
        var isExact = Math.Abs(number) < (double)(decimal.MaxValue / 10_000_000_000_000_000m);
        if (!isExact)
            return number;
        var value = (decimal)number;
        return (double)(
            mode.ToUpperInvariant() switch
            {
                "UP" => AwayFromZero(value, precision),
                "DOWN" => decimal.Round(value, precision, MidpointRounding.ToZero),
                "CEILING" => decimal.Round(value, precision, MidpointRounding.ToPositiveInfinity),
                "FLOOR" => decimal.Round(value, precision, MidpointRounding.ToNegativeInfinity),
                "HALF_UP" => decimal.Round(value, precision, MidpointRounding.AwayFromZero),
                "HALF_DOWN" => HalfDown(value, precision),
                "HALF_EVEN" => decimal.Round(value, precision, MidpointRounding.ToEven),
                _ => throw CypherErrors.Value($"'{mode}' is no mode of round()."),
            }
        );
    }

    private static decimal AwayFromZero(decimal value, int precision) =>
        decimal.Round(
            value,
            precision,
            value < 0 ? MidpointRounding.ToNegativeInfinity : MidpointRounding.ToPositiveInfinity
        );

    private static decimal HalfDown(decimal value, int precision)
    {
        var towardsZero = decimal.Round(value, precision, MidpointRounding.ToZero);
        var away = AwayFromZero(value, precision);
        return Math.Abs(value - towardsZero) <= Math.Abs(away - value) ? towardsZero : away;
    }
}
