using System.Globalization;

namespace KgRca.Agent.Checking;

/// <summary>
/// Compares the clock here with a server's, by the <c>Date</c> header of its answer, which has whole seconds.
/// </summary>
internal static class ClockCheck
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <summary>What the difference is.</summary>
    /// <param name="server">Whose clock it is, in words.</param>
    /// <param name="date">What it showed; null where it did not tell.</param>
    /// <param name="sent">When it was asked.</param>
    /// <param name="received">When it had answered.</param>
    public static Finding Compare(string server, DateTimeOffset? date, DateTimeOffset sent, DateTimeOffset received)
    {
        var subject = $"clock of {server}";
        if (date is not { } shown)
            return new Finding(Verdict.Note, subject, "The server does not report its time.");
        // It showed its time somewhere between the two, perhaps up to a second later than written.
        var off =
            shown > received ? shown - received
            : shown.AddSeconds(1) < sent ? shown.AddSeconds(1) - sent
            : TimeSpan.Zero;
        if (off.Duration() <= Tolerance)
            return Finding.Well(subject, $"In sync with the local clock within {Tolerance.TotalSeconds:0} s.");
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"It is {off.Duration().TotalSeconds:0} s {(off > TimeSpan.Zero ? "ahead of" : "behind")} the local clock."
        );
        return Finding.Missing(
            subject,
            text,
            "Synchronize both clocks with NTP: causes are ranked by the order of events."
        );
    }
}
