namespace KgRca.Graph.Cypher.Guard;

/// <summary>
/// A customer's query for a store that runs Cypher itself. Its text is printed from the syntax tree; of the customer's
/// own, only names and numbers are in it. Strings are parameters, so no escape can end one.
/// </summary>
public sealed class GuardedQuery
{
    private readonly PrintedParameters _parameters;

    private GuardedQuery(string text, IReadOnlyDictionary<string, string> columns, PrintedParameters parameters) =>
        (Text, Columns, _parameters) = (text, columns, parameters);

    /// <summary>The query to run.</summary>
    public string Text { get; }

    /// <summary>What the customer calls the columns that the text gives a name of its own.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; }

    /// <summary>Prints a query that may run.</summary>
    /// <param name="text">The customer's query.</param>
    /// <param name="procedures">The procedures that it may call.</param>
    /// <param name="privateLabels">The labels of nodes that do not exist for it.</param>
    /// <param name="limit">How many rows each part returns at most.</param>
    /// <exception cref="CypherException">The text is not Cypher, or asks for something that it may not do.</exception>
    public static GuardedQuery Prepare(
        string text,
        ICypherProcedures procedures,
        IReadOnlyCollection<string> privateLabels,
        long limit
    )
    {
        var query = ReadingQuery.Parse(text, procedures);
        var printing = new QueryPrinting(procedures, privateLabels);
        var printed = QueryPrinter.Print(RowLimit.Apply(query, limit), printing);
        return new GuardedQuery(printed, printing.Columns, printing.Parameters);
    }

    /// <summary>The values of the parameters that <see cref="Text"/> has.</summary>
    /// <param name="given">The customer's parameters.</param>
    /// <exception cref="CypherException">The customer's query names one that is not given.</exception>
    public IReadOnlyDictionary<string, object?> Bind(IReadOnlyDictionary<string, object?> given) =>
        _parameters.Bind(given);
}
