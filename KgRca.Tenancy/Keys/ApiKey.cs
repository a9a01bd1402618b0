using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;

namespace KgRca.Tenancy.Keys;

/// <summary>What a key may be used for. The values are stored.</summary>
[Flags]
public enum Permissions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read incidents, causes, resources and the like.</summary>
    Read = 1,

    /// <summary>Query, search, and give verdicts on causes.</summary>
    Query = 2,

    /// <summary>Send records.</summary>
    Ingest = 4,

    /// <summary>Manage the client that the key belongs to, and no other.</summary>
    Admin = 8,
}

/// <summary>An API key, without its secret.</summary>
/// <param name="Id">Names the key in requests: <c>key_</c> and 16 hexadecimal digits.</param>
/// <param name="Client">Whose it is.</param>
/// <param name="Name">For people: 1 to 100 characters.</param>
/// <param name="Prefix">The beginning of the secret, to tell keys apart by.</param>
/// <param name="Permissions">What it may be used for.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when on it is refused; null for never.</param>
/// <param name="RevokedAt">When it was revoked; null while it was not.</param>
public sealed record ApiKey(
    string Id,
    TenantId Client,
    string Name,
    string Prefix,
    Permissions Permissions,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt
);

/// <summary>A key that was just made.</summary>
/// <param name="Key">The key.</param>
/// <param name="Secret">What its owner sends. It is not stored and cannot be shown again.</param>
public sealed record NewApiKey(ApiKey Key, string Secret);

/// <summary>Who a request comes from.</summary>
/// <param name="Client">The client.</param>
/// <param name="KeyId">The key that was used.</param>
/// <param name="Permissions">What it may be used for.</param>
/// <param name="Plan">The client's plan.</param>
public sealed record AuthenticatedClient(TenantId Client, string KeyId, Permissions Permissions, Plan Plan);
