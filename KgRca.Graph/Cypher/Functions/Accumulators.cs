using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Functions;

/// <summary><c>count(*)</c>.</summary>
internal sealed class RowCount : ICypherAccumulator
{
    private long _count;

    public object Result => _count;

    public void Add(object? value, object? parameter = null) => _count++;
}

/// <summary><c>count(x)</c>.</summary>
internal sealed class Count : ICypherAccumulator
{
    private long _count;

    public object Result => _count;

    public void Add(object? value, object? parameter = null) => _count += value is null ? 0 : 1;
}

/// <summary><c>collect(x)</c>.</summary>
internal sealed class Collect : ICypherAccumulator
{
    private readonly List<object?> _values = [];

    public object Result => new CypherList([.. _values]);

    public void Add(object? value, object? parameter = null)
    {
        if (value is not null)
            _values.Add(value);
    }
}

/// <summary><c>sum(x)</c>: of nothing, 0.</summary>
internal sealed class Sum : ICypherAccumulator
{
    public object? Result { get; private set; } = 0L;

    public void Add(object? value, object? parameter = null)
    {
        if (value is null)
            return;
        if (value is not (long or double or CypherDuration))
            throw CypherErrors.Argument("sum", value, CypherTypes.Number | CypherTypes.Duration);
        var isFirstDuration = Result is 0L && value is CypherDuration;
        Result = isFirstDuration ? value : CypherArithmetic.Add(Result, value);
    }
}

/// <summary><c>avg(x)</c>: of nothing, null.</summary>
internal sealed class Average : ICypherAccumulator
{
    private long _count;
    private double _mean;
    private CypherDuration? _sum;

    public object? Result =>
        (_count, _sum) switch
        {
            (0, _) => null,
            (_, { } sum) => sum.DividedBy(_count),
            _ => _mean,
        };

    public void Add(object? value, object? parameter = null)
    {
        switch (value)
        {
            case null:
                return;
            case long or double when _sum is null:
                _count++;
                _mean += (CypherArithmetic.ToFloat(value) - _mean) / _count;
                return;
            case CypherDuration duration when _sum is not null || _count == 0:
                _count++;
                _sum = (_sum ?? default).Plus(duration);
                return;
            default:
                throw CypherErrors.Argument("avg", value, CypherTypes.Number | CypherTypes.Duration);
        }
    }
}

/// <summary><c>min(x)</c> and <c>max(x)</c>, by the order of <c>ORDER BY</c>: of nothing, null.</summary>
/// <param name="sign">1 for the greatest, -1 for the least.</param>
internal sealed class Extreme(int sign) : ICypherAccumulator
{
    public object? Result { get; private set; }

    public void Add(object? value, object? parameter = null)
    {
        if (value is null)
            return;
        if (Result is null || CypherCompare.Order(value, Result) * sign > 0)
            Result = value;
    }
}

/// <summary><c>stDev(x)</c> and <c>stDevP(x)</c>, by B. P. Welford's recurrence (1962): of less than two, 0.</summary>
/// <param name="isSample">Whether the values are a sample of all, which makes the divisor one less.</param>
internal sealed class StandardDeviation(bool isSample) : ICypherAccumulator
{
    private long _count;
    private double _mean;
    private double _squares;

    public object Result => _count < 2 ? 0.0 : Math.Sqrt(_squares / (isSample ? _count - 1 : _count));

    public void Add(object? value, object? parameter = null)
    {
        if (value is null)
            return;
        if (value is not (long or double))
            throw CypherErrors.Argument("stDev", value, CypherTypes.Number);
        var number = CypherArithmetic.ToFloat(value);
        _count++;
        var distance = number - _mean;
        _mean += distance / _count;
        _squares += distance * (number - _mean);
    }
}

/// <summary><c>percentileCont(x, p)</c> and <c>percentileDisc(x, p)</c>: of nothing, null.</summary>
/// <param name="isContinuous">Whether to interpolate between two values instead of taking the nearest.</param>
internal sealed class Percentile(bool isContinuous) : ICypherAccumulator
{
    private readonly List<object> _values = [];
    private double _percentile;

    public object? Result
    {
        get
        {
            if (_values.Count == 0)
                return null;
            _values.Sort(TotalOrder.Compare);
            return isContinuous ? Interpolated() : Nearest();
        }
    }

    public void Add(object? value, object? parameter = null)
    {
        if (parameter is null)
            return;
        var percentile = parameter is long or double
            ? CypherArithmetic.ToFloat(parameter)
            : throw CypherErrors.Argument("percentile", parameter, CypherTypes.Number);
        if (percentile is not (>= 0 and <= 1))
            throw CypherErrors.Range($"A percentile is 0.0 to 1.0, not {CypherText.Format(parameter)}.");
        _percentile = percentile;
        if (value is null)
            return;
        if (value is not (long or double))
            throw CypherErrors.Argument("percentile", value, CypherTypes.Number);
        _values.Add(value);
    }

    private object Nearest()
    {
        var rank = (int)Math.Ceiling(_percentile * _values.Count);
        return _values[Math.Max(rank, 1) - 1];
    }

    private double Interpolated()
    {
        var position = _percentile * (_values.Count - 1);
        var below = (int)Math.Floor(position);
        var low = CypherArithmetic.ToFloat(_values[below]);
        var high = CypherArithmetic.ToFloat(_values[Math.Min(below + 1, _values.Count - 1)]);
        return low == high ? low : low + (high - low) * (position - below);
    }
}
