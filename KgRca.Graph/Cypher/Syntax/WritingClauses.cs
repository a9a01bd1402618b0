namespace KgRca.Graph.Cypher.Syntax;

/// <summary>A clause that changes the graph.</summary>
internal abstract record WritingClause : Clause;

/// <summary><c>CREATE</c>.</summary>
internal sealed record Create(Items<PathPattern> Patterns) : WritingClause
{
    public override string Name => "CREATE";
}

/// <summary><c>MERGE</c>.</summary>
internal sealed record Merge(PathPattern Pattern, Items<SetItem> OnCreate, Items<SetItem> OnMatch) : WritingClause
{
    public override string Name => "MERGE";
}

/// <summary><c>SET</c>.</summary>
internal sealed record Set(Items<SetItem> Entries) : WritingClause
{
    public override string Name => "SET";
}

/// <summary>
/// A change of <c>SET</c>: to a property, to all (<paramref name="Target"/> is a variable), added to all, or labels.
/// </summary>
internal sealed record SetItem(Expression Target, Expression? Value, bool IsAddition, LabelExpression? Labels);

/// <summary><c>REMOVE</c> of properties and labels.</summary>
internal sealed record Remove(Items<RemoveItem> Entries) : WritingClause
{
    public override string Name => "REMOVE";
}

/// <summary>A property, or the labels of a variable, to remove.</summary>
internal sealed record RemoveItem(Expression Target, LabelExpression? Labels);

/// <summary><c>DELETE</c>.</summary>
internal sealed record Delete(bool IsDetach, Items<Expression> Targets) : WritingClause
{
    public override string Name => IsDetach ? "DETACH DELETE" : "DELETE";
}

/// <summary><c>FOREACH (x IN list | …)</c>.</summary>
internal sealed record Foreach(string Variable, Expression Source, Items<Clause> Body) : WritingClause
{
    public override string Name => "FOREACH";
}
