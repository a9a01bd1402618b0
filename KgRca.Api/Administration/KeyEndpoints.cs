using KgRca.Api.Http;
using KgRca.Api.Quotas;
using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Administration;

/// <summary><c>/api/admin/v1/clients/{id}/keys</c>.</summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this RouteGroupBuilder routes)
    {
        routes
            .MapGet("/keys", ListAsync)
            .WithName("ListKeys")
            .WithSummary("List a client's keys, without their secrets");
        routes
            .MapPost("/keys", CreateAsync)
            .WithName("CreateKey")
            .WithSummary("Create a key; its secret is only in this response");
        routes.MapDelete("/keys/{keyId}", RevokeAsync).WithName("RevokeKey").WithSummary("Revoke a key immediately");
    }

    private static async Task<Results<Ok<KeyListAnswer>, ProblemHttpResult>> ListAsync(
        string id,
        ClientStore clients,
        ApiKeyStore keys,
        CancellationToken cancellationToken
    )
    {
        if (!TenantId.TryParse(id, out var tenant) || await clients.FindAsync(tenant, cancellationToken) is null)
            return Problems.NotFound("client");
        return TypedResults.Ok(
            new KeyListAnswer([.. (await keys.ListAsync(tenant, cancellationToken)).Select(key => KeyAnswer.Of(key))])
        );
    }

    private static async Task<Results<Created<KeyAnswer>, ValidationProblem, ProblemHttpResult>> CreateAsync(
        string id,
        NewKeyRequest request,
        ClientStore clients,
        ApiKeyStore keys,
        Plans plans,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (PermissionNames.Parse(request.Permissions ?? []) is not { } permissions)
            return Problems.Invalid("permissions", "permissions must be read, query, ingest or admin.");
        if (request.ExpiresAt <= clock.GetUtcNow())
            return Problems.Invalid("expires_at", "expires_at must be in the future.");
        if (
            !TenantId.TryParse(id, out var tenant)
            || await clients.FindAsync(tenant, cancellationToken) is not { } client
        )
            return Problems.NotFound("client");
        var use = new QuotaUse(
            QuotaUse.Keys,
            await keys.CountValidAsync(tenant, cancellationToken),
            plans.Of(client.Plan).Keys
        );
        if (use.Used >= use.Limit)
            return Problems.QuotaReached(use);
        if (
            await keys.CreateAsync(tenant, request.Name ?? "", permissions, request.ExpiresAt, cancellationToken)
            is not { } created
        )
            return Problems.NotFound("client");
        return TypedResults.Created(
            $"/api/admin/v1/clients/{id}/keys/{created.Key.Id}",
            KeyAnswer.Of(created.Key, created.Secret)
        );
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        string id,
        string keyId,
        ApiKeyStore keys,
        CancellationToken cancellationToken
    ) =>
        TenantId.TryParse(id, out var tenant) && await keys.RevokeAsync(tenant, keyId, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound("key");
}
