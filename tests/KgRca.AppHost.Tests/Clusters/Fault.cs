namespace KgRca.AppHost.Tests.Clusters;

/// <summary>Something that goes wrong in a cluster. Steps are as <see cref="Kubectl"/> takes them.</summary>
/// <param name="Name">What it is, unique.</param>
/// <param name="Cause">The cause that has to be named first.</param>
/// <param name="Object">Whom to mend, such as <c>Deployment/web</c>; of a finding, whom it is about.</param>
/// <param name="Before">What stands while all is well.</param>
/// <param name="Break">Breaks it.</param>
/// <param name="Mend">Mends it.</param>
/// <param name="IsFinding">Whether nothing fails yet: a finding, and no incident.</param>
internal sealed record Fault(string Name, string Cause, string Object, string[] Before, string[] Break, string[] Mend, bool IsFinding = false)
{
    /// <summary>A namespace of its own.</summary>
    public string Namespace { get; } = "f-" + Name.Replace('_', '-');
}

/// <summary>How it went with a fault.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Answer">What was named first, at the end.</param>
/// <param name="Seconds">From the first symptom in the API server to the right answer; null where that never came.</param>
/// <param name="Incidents">How many incidents there were.</param>
/// <param name="MendedSeconds">From the mending to the closed incident, or the finding that is gone; null where that never came.</param>
internal sealed record FaultResult(Fault Fault, string Answer, double? Seconds, int Incidents, double? MendedSeconds)
{
    /// <summary>Whether all is as it has to be.</summary>
    public bool IsGood => Answer == $"{Fault.Cause} {Fault.Object.Replace("{ns}", Fault.Namespace, StringComparison.Ordinal)}" && Seconds is not null && Incidents == (Fault.IsFinding ? 0 : 1) && MendedSeconds is not null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"| {Fault.Name} | {(Fault.IsFinding ? "finding" : "incident")} | `{Answer}` | {(Seconds is { } seconds ? $"{seconds:0.0}" : "never")} | {Incidents} | {(MendedSeconds is { } mended ? $"{mended:0}" : "never")} | {(IsGood ? "" : $"expected `{Fault.Cause} {Fault.Object}`")} |");
}
