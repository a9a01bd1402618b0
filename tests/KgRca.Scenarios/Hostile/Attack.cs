namespace KgRca.Scenarios.Hostile;

/// <summary>One way in which a client may try to take the platform from the others.</summary>
/// <param name="Name">What it sends.</param>
/// <param name="RunAsync">Sends it over and over, as many rounds as the attacker has, until it is cancelled.</param>
public sealed record Attack(string Name, Func<Attacker, CancellationToken, Task> RunAsync);

/// <summary>Who attacks: one client, on as many connections as it opens.</summary>
/// <param name="Address">The platform's.</param>
/// <param name="Key">Its key, which may ingest, read and query.</param>
/// <param name="Rounds">How often each connection sends its requests.</param>
/// <param name="IdleConnections">How many connections the attack with idle ones opens.</param>
public sealed record Attacker(Uri Address, string Key, int Rounds = int.MaxValue, int IdleConnections = 10_000)
{
    /// <summary>Its connections.</summary>
    public const int Connections = 8;
}
