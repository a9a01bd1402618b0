using System.Buffers;
using KgRca.RootCause.Events;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>Texts by which programs say the same thing, and what it is evidence of.</summary>
/// <param name="Meaning">What a line with one of the texts is evidence of.</param>
/// <param name="Texts">The texts; upper and lower case are the same.</param>
internal sealed record Wording(CauseAssessment Meaning, IReadOnlyList<string> Texts)
{
    private readonly SearchValues<string> _texts = Searched(Texts);
    private readonly SearchValues<string>? _beside;
    private readonly SearchValues<string>? _without;

    /// <summary>Texts one of which has to stand in the line as well; empty where the texts say enough.</summary>
    public IReadOnlyList<string> Beside
    {
        init => _beside = Searched(value);
    }

    /// <summary>Texts that give the line another meaning.</summary>
    public IReadOnlyList<string> Without
    {
        init => _without = Searched(value);
    }

    /// <summary>Whether trying again can help: a line that says so reports a state that passes.</summary>
    public bool MayPass { get; init; }

    /// <summary>Whether a line says it.</summary>
    public bool IsIn(ReadOnlySpan<char> line) =>
        line.ContainsAny(_texts)
        && (_beside is null || line.ContainsAny(_beside))
        && (_without is null || !line.ContainsAny(_without));

    public static Wording Origin(string cause, params string[] texts) => new(CauseAssessment.Origin(cause), texts);

    public static Wording Symptom(string cause, params string[] texts) => new(CauseAssessment.Symptom(cause), texts);

    private static SearchValues<string> Searched(IReadOnlyList<string> texts) =>
        SearchValues.Create([.. texts], StringComparison.OrdinalIgnoreCase);
}
