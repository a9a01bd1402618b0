namespace KgRca.Cypher.Tests.Tck;

/// <summary>A scenario of the TCK, an outline's with its values filled in.</summary>
/// <param name="Feature">The file below the features folder, without its extension.</param>
/// <param name="Name">Its name; with the number of the example, where it is an outline.</param>
/// <param name="Steps">What it does and expects.</param>
internal sealed record TckScenario(string Feature, string Name, IReadOnlyList<TckStep> Steps)
{
    /// <summary>What the list of expected failures calls it.</summary>
    public string Id => $"{Feature} | {Name}";
}

/// <summary>A step: its text, with the text block or the table below it.</summary>
internal sealed record TckStep(string Text, string? Block, IReadOnlyList<IReadOnlyList<string>> Table);
