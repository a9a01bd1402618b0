namespace KgRca.Agent.Checking;

/// <summary>How something stands.</summary>
internal enum Verdict
{
    /// <summary>It works.</summary>
    Well,

    /// <summary>It does not, and the agent can do without it.</summary>
    Note,

    /// <summary>It is missing or wrong.</summary>
    Missing,
}

/// <summary>What was found out about one thing.</summary>
/// <param name="Verdict">How it stands.</param>
/// <param name="Subject">The thing, in a word or two.</param>
/// <param name="Text">What was found.</param>
/// <param name="Advice">What to do about it, a sentence; null where there is nothing to do.</param>
internal sealed record Finding(Verdict Verdict, string Subject, string Text, string? Advice = null)
{
    /// <summary>It works.</summary>
    public static Finding Well(string subject, string text) => new(Verdict.Well, subject, text);

    /// <summary>It does not, and something is to be done.</summary>
    public static Finding Missing(string subject, string text, string advice) =>
        new(Verdict.Missing, subject, text, advice);
}
