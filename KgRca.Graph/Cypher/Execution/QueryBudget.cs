namespace KgRca.Graph.Cypher.Execution;

/// <summary>What one run has used up of its limits.</summary>
internal sealed class QueryBudget(CypherLimits limits, TimeProvider clock, CancellationToken cancellationToken)
{
    // How many steps between two looks at the clock: less than a millisecond.
    private const int Stride = 1024;

    private readonly long _started = clock.GetTimestamp();
    private long _touched;
    private long _held;
    private long _returned;
    private int _untilLook = Stride;

    /// <summary>How many values the expressions of a row hold, until the operator that computes them sets it back.</summary>
    public long Brief { get; set; }

    public long Touched => _touched;

    public TimeSpan Elapsed => clock.GetElapsedTime(_started);

    /// <summary>Counts a step.</summary>
    /// <exception cref="CypherException">The query used up what it may.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits for the answer.</exception>
    public void Touch()
    {
        if (++_touched > limits.MaxTouched)
            throw Exceeded("RowsTouched", $"The query looks at more than {limits.MaxTouched:N0} rows");
        if (--_untilLook == 0)
            Look();
    }

    /// <summary>Counts values that are kept until the query ends or the operator does.</summary>
    public void Hold(long values)
    {
        _held += values;
        if (_held > limits.MaxHeld)
            throw Exceeded("Memory", $"The query holds more than {limits.MaxHeld:N0} values");
    }

    /// <summary>Counts a value that an expression holds for as long as its row is worked on.</summary>
    public void HoldBriefly()
    {
        if (++Brief + _held > limits.MaxHeld)
            throw Exceeded("Memory", $"The query holds more than {limits.MaxHeld:N0} values");
    }

    /// <summary>Counts values that are kept no longer.</summary>
    public void Release(long values) => _held -= values;

    /// <summary>Counts a row of the answer.</summary>
    public void Return()
    {
        if (++_returned > limits.MaxRows)
            throw Exceeded("RowsReturned", $"The query returns more than {limits.MaxRows:N0} rows");
        Touch();
    }

    private void Look()
    {
        _untilLook = Stride;
        cancellationToken.ThrowIfCancellationRequested();
        if (limits.MaxTime is { } time && Elapsed > time)
            throw Exceeded("Time", $"The query runs for longer than {time.TotalSeconds:0.###} s");
    }

    private static CypherException Exceeded(string detail, string message) =>
        new(CypherErrorKind.LimitExceeded, detail, message + ".");
}
