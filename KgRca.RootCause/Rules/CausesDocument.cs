using System.Text;

namespace KgRca.RootCause.Rules;

/// <summary>
/// The text of <c>docs/causes.md</c>, made from the rules. <c>KgRca.Eval --causes docs/causes.md</c> writes it; a test
/// keeps the file current.
/// </summary>
public static class CausesDocument
{
    private const string Introduction = """
        # Causes

        Every cause that the platform can name, what it means and what to do first. `cause` in the API's answers holds the id. Where
        [Cloud-OpsBench](https://github.com/LLM4Ops/Cloud-OpsBench) has a name for a cause, it is used. [Incidents](incidents.md) says
        what opens an incident and how causes are ranked.

        This page is generated from `KgRca.RootCause/Rules`: `dotnet run --project tests/KgRca.Eval -- --causes docs/causes.md`.

        """;

    /// <summary>The whole page.</summary>
    public static string Text()
    {
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var family in Families.All)
        {
            text.Append("\n## ").Append(family.Title).Append('\n');
            text.Append("| Id | Title | Meaning | What to do |\n|---|---|---|---|\n");
            foreach (var cause in family.Causes)
                text.Append($"| `{cause.Id}` | {cause.Title} | {cause.Meaning} | {cause.NextStep} |\n");
        }
        return text.ToString();
    }
}
