using System.Collections.Frozen;

namespace KgRca.RootCause.Rules;

/// <summary>A class of causes.</summary>
/// <param name="Id">What answers carry. Where Cloud-OpsBench has a name for a cause, it is used.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Family">For what it shares with others.</param>
/// <param name="Kinds">The kinds of objects that it can be about: those that have to be mended.</param>
/// <param name="Meaning">What it means, in a sentence or two.</param>
/// <param name="NextStep">What to do next.</param>
public sealed record CauseClass(
    string Id,
    string Title,
    CauseFamily Family,
    IReadOnlyList<string> Kinds,
    string Meaning,
    string NextStep
);

/// <summary>
/// Every cause that the engine can name, as <c>docs/causes.md</c> shows them.
/// </summary>
public static class CauseClasses
{
    /// <summary>The classes, in the order of their document.</summary>
    public static IReadOnlyList<CauseClass> All { get; } = [.. Families.All.SelectMany(family => family.Causes)];

    private static readonly FrozenDictionary<string, CauseClass> ById = All.ToFrozenDictionary(cause => cause.Id);

    /// <summary>
    /// The class of an id; null for what is none, such as the reason of an event that says nothing of a cause.
    /// </summary>
    public static CauseClass? Find(string id) => ById.GetValueOrDefault(id);

    internal static CauseFamily FamilyOf(string id) => Find(id)?.Family ?? CauseFamily.Container;
}
