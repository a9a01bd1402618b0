using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Parsing;

internal sealed partial class Parser
{
    private WritingClause? ParseWritingClause() =>
        TakeWord("CREATE") ? new Create(ParseList(ParsePathPattern))
        : TakeWord("MERGE") ? ParseMerge()
        : TakeWord("SET") ? new Set(ParseList(ParseSetItem))
        : TakeWord("REMOVE") ? new Remove(ParseList(ParseRemoveItem))
        : TakeWords("DETACH", "DELETE") ? new Delete(true, ParseList(ParseExpression))
        : TakeWord("DELETE") ? new Delete(false, ParseList(ParseExpression))
        : TakeWord("FOREACH") ? ParseForeach()
        : null;

    private Merge ParseMerge()
    {
        var pattern = ParsePathPattern();
        var (onCreate, onMatch) = (new List<SetItem>(), new List<SetItem>());
        while (TakeWord("ON"))
        {
            var items = TakeWord("CREATE") ? onCreate : onMatch;
            if (items == onMatch)
                ExpectWord("MATCH");
            ExpectWord("SET");
            items.AddRange(ParseList(ParseSetItem));
        }
        return new Merge(pattern, [.. onCreate], [.. onMatch]);
    }

    private SetItem ParseSetItem()
    {
        var target = ParsePostfix(withLabels: false);
        if (Next.IsSymbol(":"))
            return new SetItem(target, null, false, ParseColonLabels());
        if (TakeSymbol("+="))
            return new SetItem(target, ParseExpression(), true, null);
        Expect("=");
        return new SetItem(target, ParseExpression(), false, null);
    }

    private RemoveItem ParseRemoveItem()
    {
        var target = ParsePostfix(withLabels: false);
        return new RemoveItem(target, Next.IsSymbol(":") ? ParseColonLabels() : null);
    }

    private LabelExpression ParseColonLabels()
    {
        LabelExpression? labels = null;
        while (TakeSymbol(":"))
        {
            var label = new LabelName(ExpectName("a label"));
            labels = labels is null ? label : new AndLabel(labels, label, IsColon: true);
        }
        return labels!;
    }

    private Foreach ParseForeach()
    {
        Expect("(");
        var variable = ExpectVariable();
        ExpectWord("IN");
        var source = ParseExpression();
        Expect("|");
        var body = new List<Clause>();
        while (TryParseClause() is { } clause)
            body.Add(clause);
        Expect(")");
        return new Foreach(variable, source, [.. body]);
    }
}
