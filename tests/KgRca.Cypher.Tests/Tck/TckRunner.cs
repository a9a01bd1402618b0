using KgRca.Cypher.Tests.Graphs;
using KgRca.Graph.Cypher;
using KgRca.Graph.Cypher.Binding;
using KgRca.Graph.Cypher.Parsing;

namespace KgRca.Cypher.Tests.Tck;

/// <summary>Runs a scenario and says what is not as it expects.</summary>
internal sealed class TckRunner
{
    private static readonly string[] WritingFolders =
    [
        "clauses/create/",
        "clauses/delete/",
        "clauses/merge/",
        "clauses/remove/",
        "clauses/set/",
    ];

    private readonly MemoryGraph _graph = new();
    private readonly TckProcedures _procedures = new();
    private readonly Dictionary<string, object?> _parameters = [];
    private readonly CypherEngine _engine;
    private IReadOnlyList<string> _columns = [];
    private List<object?[]> _rows = [];
    private CypherException? _error;
    private bool _failedBeforeRunning;

    private TckRunner() => _engine = new CypherEngine(_procedures, TimeProvider.System);

    /// <summary>Whether a scenario's query under test only reads.</summary>
    public static bool Reads(TckScenario scenario)
    {
        var query = scenario.Steps.First(step => step.Text == "executing query:").Block!;
        try
        {
            return !ReadOnly.FirstViolation(Parser.Parse(query)).HasValue;
        }
        catch (CypherException)
        {
            return !WritingFolders.Any(scenario.Feature.StartsWith);
        }
    }

    /// <summary>Runs a scenario.</summary>
    /// <returns>What went wrong; null where nothing did.</returns>
    public static string? Run(TckScenario scenario)
    {
        var runner = new TckRunner();
        try
        {
            return Reads(scenario) ? runner.RunReading(scenario) : runner.RunWriting(scenario);
        }
        catch (CypherException exception)
        {
            return $"{exception.Kind} {exception.Detail}: {exception.Message}";
        }
    }

    // What writes is refused, with the place where it does.
    private string? RunWriting(TckScenario scenario)
    {
        var query = scenario.Steps.First(step => step.Text == "executing query:").Block!;
        try
        {
            _engine.Prepare(query, _graph);
            return "was not refused";
        }
        catch (CypherException exception)
        {
            return exception.Position is null ? "was refused without a position" : null;
        }
    }

    private string? RunReading(TckScenario scenario) =>
        scenario.Steps.Select(Do).FirstOrDefault(wrong => wrong is not null);

    private string? Do(TckStep step)
    {
        switch (step.Text)
        {
            case "an empty graph" or "any graph" or "no side effects":
                return null;
            case "having executed:" or "after having executed:":
                new GraphWriter(_graph).Execute(step.Block!);
                return null;
            case "parameters are:":
                foreach (var row in step.Table)
                    _parameters[row[0]] = ValueOf(row[1]);
                return null;
            case "executing query:" or "executing control query:":
                Execute(step.Block!);
                return null;
            case "the result should be empty":
                return _error?.Message ?? (_rows.Count == 0 ? null : $"{_rows.Count} rows, not none");
        }
        if (step.Text.EndsWith(" graph") && step.Text.StartsWith("the "))
            new GraphWriter(_graph).Execute(TckReader.Graph(step.Text["the ".Length..^" graph".Length]));
        else if (step.Text.StartsWith("there exists a procedure "))
            Declare(step);
        else if (step.Text.StartsWith("the result should be"))
            return Compare(step);
        else if (step.Text.Contains(" should be raised at "))
            return CompareError(step.Text);
        else
            return $"there is no step '{step.Text}'";
        return null;
    }

    private object? ValueOf(string text) =>
        _engine
            .Prepare($"RETURN {text} AS value", _graph)
            .Run(_graph, _parameters, new(), TestContext.Current.CancellationToken)
            .Rows.Single()[0];

    private void Declare(TckStep step)
    {
        var rows = step.Table.Skip(1).Select(row => (IReadOnlyList<object?>)[.. row.Select(ValueOf)]);
        _procedures.Declare(step.Text["there exists a procedure ".Length..], [.. rows]);
    }

    private void Execute(string query)
    {
        (_error, _rows, _failedBeforeRunning) = (null, [], true);
        try
        {
            var prepared = _engine.Prepare(query, _graph);
            _columns = prepared.Columns;
            var rows = prepared
                .Run(_graph, _parameters, new CypherLimits(), TestContext.Current.CancellationToken)
                .Rows;
            _failedBeforeRunning = false;
            _rows = [.. rows];
        }
        catch (CypherException exception)
        {
            _error = exception;
        }
    }

    private string? Compare(TckStep step)
    {
        if (_error is { } error)
            return $"{error.Kind} {error.Detail}: {error.Message}";
        var ignoresListOrder = step.Text.Contains("ignoring element order for lists");
        var isOrdered = step.Text.Contains("in order");
        var header = step.Table[0];
        if (!header.Order().SequenceEqual(_columns.Order()))
            return $"columns [{string.Join(", ", _columns)}], not [{string.Join(", ", header)}]";
        var expected = step
            .Table.Skip(1)
            .Select(row => string.Join(" | ", row.Select(cell => TckValue.Parse(cell, ignoresListOrder))));
        var order = header.Select(name => _columns.ToList().IndexOf(name)).ToList();
        var actual = _rows.Select(row => string.Join(" | ", order.Select(i => TckValue.Of(row[i], ignoresListOrder))));
        if (!isOrdered)
            (expected, actual) = (expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
        var (wanted, got) = (expected.ToList(), actual.ToList());
        return wanted.SequenceEqual(got)
            ? null
            : $"got\n    {string.Join("\n    ", got)}\n  not\n    {string.Join("\n    ", wanted)}";
    }

    private string? CompareError(string text)
    {
        var words = text.Split(' ');
        var (kind, detail) = (words[1], words[^1]);
        if (_error is not { } error)
            return $"no error, but {_rows.Count} rows; {text}";
        if (error.Kind.ToString() != kind || (detail != "*" && error.Detail != detail))
            return $"{error.Kind} {error.Detail}: {error.Message}; {text}";
        if (text.Contains("compile time") && !_failedBeforeRunning)
            return $"{error.Detail} was raised while the query ran; {text}";
        return text.Contains("runtime") && _failedBeforeRunning ? $"{error.Detail} was raised too early; {text}" : null;
    }
}
