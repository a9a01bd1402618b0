using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;
using KgRca.Tenancy.Provisioning;
using KgRca.Tenancy.Usage;

namespace KgRca.Tenancy.Storage;

internal sealed class ClientRow
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    public Plan Plan { get; set; }

    public ClientStatus Status { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public Client ToClient() => new(TenantId.Parse(Id), Name, Plan, Status, CreatedAt);
}

internal sealed class ApiKeyRow
{
    public required string Id { get; init; }

    public required string ClientId { get; init; }

    public required string Name { get; init; }

    public required string Prefix { get; init; }

    public required byte[] Hash { get; init; }

    public Permissions Permissions { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }

    public ApiKey ToKey() =>
        new(Id, TenantId.Parse(ClientId), Name, Prefix, Permissions, CreatedAt, ExpiresAt, RevokedAt);
}

internal sealed class UsageRow
{
    public required string ClientId { get; init; }

    public DateTimeOffset Hour { get; init; }

    public Meter Meter { get; init; }

    /// <summary>Who counted it; each source has its own total of an hour.</summary>
    public required string Source { get; init; }

    public long Quantity { get; init; }
}

internal sealed class ProvisioningRow
{
    public required string ClientId { get; init; }

    public ProvisioningKind Kind { get; set; }

    /// <summary>The step that was done last; null where none was.</summary>
    public string? DoneStep { get; set; }

    public DateTimeOffset BeganAt { get; set; }
}

internal sealed class AdministratorRow
{
    public required string Name { get; init; }

    public required string PasswordHash { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class AgentRow
{
    public required string ClientId { get; init; }

    public required string InstanceId { get; init; }

    public string? Version { get; set; }

    public DateTimeOffset FirstSeenAt { get; init; }

    public DateTimeOffset LastSeenAt { get; set; }

    public long Records { get; set; }

    public double? LagSeconds { get; set; }

    public double? ClockOffsetSeconds { get; set; }

    public long? Dropped { get; set; }
}

internal sealed class VersionRow
{
    /// <summary>Rises whenever keys or clients change.</summary>
    public const string Keys = "keys";

    public required string Name { get; init; }

    public long Value { get; init; }
}
