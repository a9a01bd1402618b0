using System.Buffers;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Databases;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>
/// What programs say of themselves and of the servers they use, as tables of texts. Of several that a line has, the
/// first in this order counts: whoever refuses a login or protects itself says so in words that nothing else uses.
/// </summary>
internal static class Vocabulary
{
    private static readonly Wording[] All =
    [
        .. CredentialMessages.Wordings,
        .. ServerAlarms.Wordings,
        .. LockHolders.Wordings,
        .. DataMessages.Wordings,
        .. TransportMessages.Wordings,
        .. ProcessMessages.Wordings,
        .. ConfigurationMessages.Wordings,
    ];

    // One pass over a line tells for most that none of the tables has it.
    private static readonly SearchValues<string> AnyText = SearchValues.Create(
        [.. All.SelectMany(wording => wording.Texts).Distinct(StringComparer.OrdinalIgnoreCase)],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>What a line is evidence of; null where no table has its words.</summary>
    /// <param name="line">The line, as <see cref="PlainText"/> has it.</param>
    public static CauseAssessment? Find(ReadOnlySpan<char> line)
    {
        if (!line.ContainsAny(AnyText))
            return null;
        var own = LineTone.Own(line);
        foreach (var wording in All)
            if (wording.IsIn(own))
                return Weighed(wording, own);
        return null;
    }

    private static CauseAssessment Weighed(Wording wording, ReadOnlySpan<char> line)
    {
        if (wording.Meaning.Role != CauseRole.Origin)
            return wording.Meaning;
        if (LineTone.IsSettled(line))
            return CauseAssessment.Symptom();
        return LineTone.IsWaiting(line) || wording.MayPass && LineTone.IsRetrying(line)
            ? CauseAssessment.Symptom(wording.Meaning.Cause)
            : wording.Meaning;
    }
}
