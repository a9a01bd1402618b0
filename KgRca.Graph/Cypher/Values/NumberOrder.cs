namespace KgRca.Graph.Cypher.Values;

/// <summary>Compares numbers by what they mean, whether integer or float, without rounding.</summary>
internal static class NumberOrder
{
    private const double TwoTo63 = 9223372036854775808.0;

    /// <summary>Compares two numbers, neither of them NaN.</summary>
    public static int Compare(object left, object right) =>
        (left, right) switch
        {
            (long a, long b) => a.CompareTo(b),
            (long a, double b) => Compare(a, b),
            (double a, long b) => -Compare(b, a),
            (double a, double b) => a < b ? -1
            : a > b ? 1
            : 0,
            _ => throw new ArgumentException("Not numbers."),
        };

    public static bool IsNumber(object? value) => value is long or double;

    public static bool IsNaN(object? value) => value is double number && double.IsNaN(number);

    /// <summary>Equal numbers have equal hash codes; so have all NaN.</summary>
    public static int HashCode(double number)
    {
        var isInteger = number >= -TwoTo63 && number < TwoTo63 && Math.Truncate(number) == number;
        return isInteger ? ((long)number).GetHashCode() : number.GetHashCode();
    }

    private static int Compare(long left, double right)
    {
        if (right >= TwoTo63)
            return -1;
        if (right < -TwoTo63)
            return 1;
        var whole = (long)right;
        return left != whole ? left.CompareTo(whole) : 0.0.CompareTo(right - whole);
    }
}
