using System.Collections.Frozen;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Rules;

/// <summary>What to do next about an answer: the object, the field and the value where they are known.</summary>
internal static class NextSteps
{
    private static readonly FrozenDictionary<string, Func<Remedy, string?>> ByCause = Families
        .All.Where(family => family.NextStep is not null)
        .SelectMany(family => family.Causes.Select(cause => (cause.Id, Next: family.NextStep!)))
        .ToFrozenDictionary(entry => entry.Id, entry => entry.Next);

    /// <summary>The next step; null where the cause is none of the taxonomy's and nothing is known to do.</summary>
    public static string? Of(Remedy remedy) =>
        ByCause.GetValueOrDefault(remedy.Cause)?.Invoke(remedy) ?? General(remedy);

    /// <summary>An object for people: <c>Deployment shop/web</c>.</summary>
    public static string Name(ObjectReference item) =>
        string.IsNullOrEmpty(item.Namespace) ? $"{item.Kind} {item.Name}" : $"{item.Kind} {item.Namespace}/{item.Name}";

    /// <summary>A command on an object, in backticks: <c>kubectl -n shop edit deployment/web</c>.</summary>
    public static string Command(string verb, ObjectReference item, string arguments = "")
    {
        var space = string.IsNullOrEmpty(item.Namespace) ? "" : $"-n {item.Namespace} ";
        return $"`kubectl {space}{verb} "
            + $"{item.Kind.ToLowerInvariant()}/{item.Name}{(arguments.Length > 0 ? " " : "")}{arguments}`";
    }

    /// <summary>The cause's advice, and where to begin.</summary>
    private static string? General(Remedy remedy) =>
        CauseClasses.Find(remedy.Cause) is { } known
            ? $"{Name(remedy.Target)}: {known.NextStep} Start with {Command("describe", remedy.Target)}."
            : null;
}
