namespace KgRca.RootCause.Rules.Databases;

/// <summary>Databases that refuse their clients; what these log.</summary>
internal static class DatabaseRules
{
    public static RuleFamily Family { get; } = new("Databases", Causes.OfDatabases);
}
