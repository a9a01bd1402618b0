using System.ComponentModel.DataAnnotations;
using KgRca.Api.Quotas;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;
using KgRca.Tenancy.Usage;

namespace KgRca.Api.Administration;

/// <summary>A client.</summary>
/// <param name="ClientId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Status"><c>active</c> or <c>suspended</c>.</param>
/// <param name="CreatedAt">When it was created.</param>
public sealed record ClientAnswer(
    string ClientId,
    string Name,
    Plan Plan,
    ClientStatus Status,
    DateTimeOffset CreatedAt
)
{
    internal static ClientAnswer Of(Client client) =>
        new(client.Id.Value, client.Name, client.Plan, client.Status, client.CreatedAt);
}

/// <summary>A page of clients, ordered by id.</summary>
/// <param name="Clients">The clients.</param>
/// <param name="NextCursor">Pass it as cursor to get the next page; absent on the last page.</param>
public sealed record ClientListAnswer(IReadOnlyList<ClientAnswer> Clients, string? NextCursor);

/// <summary>A client to create.</summary>
/// <param name="Name">Its name, 1 to 100 characters.</param>
/// <param name="Plan">Its plan; free if absent.</param>
public sealed record NewClientRequest(
    [property: Required(ErrorMessage = "name is required.")]
    [property: StringLength(100, ErrorMessage = "name must have at most 100 characters.")]
    [property: RegularExpression(@"[^\p{C}]*[^\p{C}\s][^\p{C}]*", ErrorMessage = "name must be printable text.")]
        string? Name,
    Plan Plan = Plan.Free
);

/// <summary>What to change about a client. Fields that are absent stay as they are.</summary>
/// <param name="Plan">Its new plan.</param>
/// <param name="Status">Its new status.</param>
public sealed record ClientChangeRequest(Plan? Plan = null, ClientStatus? Status = null);

/// <summary>A key to create.</summary>
/// <param name="Name">Its name, 1 to 100 characters.</param>
/// <param name="Permissions">One or more of <c>read</c>, <c>query</c>, <c>ingest</c> and <c>admin</c>.</param>
/// <param name="ExpiresAt">When it expires; absent for never.</param>
public sealed record NewKeyRequest(
    [property: Required(ErrorMessage = "name is required.")]
    [property: StringLength(100, ErrorMessage = "name must have at most 100 characters.")]
    [property: RegularExpression(@"[^\p{C}]*[^\p{C}\s][^\p{C}]*", ErrorMessage = "name must be printable text.")]
        string? Name,
    [property: Required(ErrorMessage = "permissions is required.")]
    [property: MinLength(1, ErrorMessage = "permissions must have at least one of read, query, ingest and admin.")]
        IReadOnlyList<string>? Permissions,
    DateTimeOffset? ExpiresAt = null
);

/// <summary>A key.</summary>
/// <param name="KeyId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Prefix">The start of its secret, to recognize it by.</param>
/// <param name="Permissions">What it may do.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="ExpiresAt">When it expires.</param>
/// <param name="RevokedAt">When it was revoked.</param>
/// <param name="Secret">The key itself; only in the response that creates it.</param>
public sealed record KeyAnswer(
    string KeyId,
    string Name,
    string Prefix,
    IReadOnlyList<string> Permissions,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    string? Secret = null
)
{
    internal static KeyAnswer Of(ApiKey key, string? secret = null) =>
        new(
            key.Id,
            key.Name,
            key.Prefix,
            PermissionNames.Of(key.Permissions),
            key.CreatedAt,
            key.ExpiresAt,
            key.RevokedAt,
            secret
        );
}

/// <summary>A client's keys, oldest first.</summary>
/// <param name="Keys">The keys.</param>
public sealed record KeyListAnswer(IReadOnlyList<KeyAnswer> Keys);

/// <summary>How much of its quotas a client uses.</summary>
/// <param name="Quotas">Each quota of its plan.</param>
public sealed record QuotaAnswer(IReadOnlyList<QuotaUse> Quotas);

/// <summary>A client's usage.</summary>
/// <param name="Usage">Usage by day and meter.</param>
public sealed record UsageAnswer(IReadOnlyList<UsageLine> Usage);

/// <summary>Usage of one meter on one day.</summary>
/// <param name="Day">The day, in UTC.</param>
/// <param name="Meter"><c>api_calls</c>, <c>events_ingested</c> or <c>bytes_ingested</c>.</param>
/// <param name="Quantity">The quantity.</param>
public sealed record UsageLine(DateOnly Day, string Meter, long Quantity)
{
    internal static UsageLine Of(UsageRecord record) =>
        new(
            record.Day,
            System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(record.Meter.ToString()),
            record.Quantity
        );
}

/// <summary>Permissions by the names that requests give them.</summary>
internal static class PermissionNames
{
    private static readonly (string Name, Permissions Value)[] Names =
    [
        ("read", Permissions.Read),
        ("query", Permissions.Query),
        ("ingest", Permissions.Ingest),
        ("admin", Permissions.Admin),
    ];

    public static IReadOnlyList<string> Of(Permissions permissions) =>
        [.. Names.Where(entry => permissions.HasFlag(entry.Value)).Select(entry => entry.Name)];

    /// <summary>Reads names; null where one is unknown.</summary>
    public static Permissions? Parse(IReadOnlyList<string> names)
    {
        var permissions = Permissions.None;
        foreach (var name in names)
        {
            var known = Array.Find(Names, entry => entry.Name == name);
            if (known.Name is null)
                return null;
            permissions |= known.Value;
        }
        return permissions;
    }
}
