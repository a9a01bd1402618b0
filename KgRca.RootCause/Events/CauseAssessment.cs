namespace KgRca.RootCause.Events;

/// <summary>What part an episode can play in an incident.</summary>
internal enum CauseRole
{
    /// <summary>Nothing is known of it.</summary>
    None,

    /// <summary>It follows from something else.</summary>
    Symptom,

    /// <summary>A risk that rarely breaks anything by itself.</summary>
    Latent,

    /// <summary>Something was changed.</summary>
    Change,

    /// <summary>It can be where the trouble began.</summary>
    Origin,
}

/// <summary>What an episode is evidence of.</summary>
/// <param name="Cause">A cause of <c>docs/causes.md</c>; null where it is evidence of none.</param>
/// <param name="Role">What part it can play.</param>
internal readonly record struct CauseAssessment(string? Cause, CauseRole Role)
{
    public static CauseAssessment Origin(string cause) => new(cause, CauseRole.Origin);

    public static CauseAssessment Symptom(string? cause = null) => new(cause, CauseRole.Symptom);
}
