using KgRca.Contracts.Identity;

namespace KgRca.Tenancy.Clients;

/// <summary>Whether a client may use the platform. The values are stored.</summary>
public enum ClientStatus
{
    /// <summary>Its keys work.</summary>
    Active = 0,

    /// <summary>Its keys are refused; its data stays.</summary>
    Suspended = 1,
}

/// <summary>A customer.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Name">Its name, for people: 1 to 100 characters.</param>
/// <param name="Plan">What it pays for.</param>
/// <param name="Status">Whether it may use the platform.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record Client(TenantId Id, string Name, Plan Plan, ClientStatus Status, DateTimeOffset CreatedAt);

/// <summary>A page of clients.</summary>
/// <param name="Clients">In the order of their ids.</param>
/// <param name="NextCursor">Asks for the next page; null on the last one.</param>
public sealed record ClientPage(IReadOnlyList<Client> Clients, string? NextCursor);
