using KgRca.Api.Authentication;
using KgRca.Api.Http;
using KgRca.Api.Quotas;
using KgRca.Contracts.Identity;
using KgRca.Provisioning;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Usage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Administration;

/// <summary><c>/api/admin/v1/clients</c>.</summary>
internal static class AdministrationEndpoints
{
    private const int MaxDays = 400;

    public static void MapClients(this RouteGroupBuilder routes)
    {
        routes
            .MapGet("/clients", ListAsync)
            .WithName("ListClients")
            .WithSummary("List clients")
            .RequireAuthorization(Policies.Administrator);
        routes
            .MapPost("/clients", CreateAsync)
            .WithName("CreateClient")
            .WithSummary("Create a client")
            .RequireAuthorization(Policies.Administrator);
        routes
            .MapPatch("/clients/{id}", UpdateAsync)
            .WithName("UpdateClient")
            .WithSummary("Change a client's plan or status")
            .RequireAuthorization(Policies.Administrator);
        routes
            .MapDelete("/clients/{id}", DeleteAsync)
            .WithName("DeleteClient")
            .WithSummary("Delete a client and all its data")
            .RequireAuthorization(Policies.Administrator);

        var own = routes
            .MapGroup("/clients/{id}")
            .RequireAuthorization(Policies.ClientAdministrator)
            .AddEndpointFilter<OwnClientFilter>();
        own.MapGet("", GetAsync).WithName("GetClient").WithSummary("Get a client");
        own.MapGet("/usage", GetUsageAsync).WithName("GetUsage").WithSummary("Get a client's usage by day");
        own.MapGet("/quotas", GetQuotasAsync)
            .WithName("GetQuotas")
            .WithSummary("Get how much of its plan's quotas a client uses");
        own.MapGet("/invoices", GetInvoices)
            .WithName("ListInvoices")
            .WithSummary("List a client's invoices (not available in this version)");
        own.MapKeys();
    }

    private static async Task<Results<Ok<ClientListAnswer>, ValidationProblem>> ListAsync(
        [AsParameters] ClientQuery request,
        ClientStore clients,
        CancellationToken cancellationToken
    )
    {
        if (request.Cursor is not null && !TenantId.TryParse(request.Cursor, out _))
            return Problems.InvalidCursor();
        var page = await clients.ListAsync(request.Limit, request.Cursor, cancellationToken);
        return TypedResults.Ok(new ClientListAnswer([.. page.Clients.Select(ClientAnswer.Of)], page.NextCursor));
    }

    private static async Task<Created<ClientAnswer>> CreateAsync(
        NewClientRequest request,
        ClientProvisioner provisioner,
        CancellationToken cancellationToken
    )
    {
        var client = await provisioner.CreateAsync(request.Name ?? "", request.Plan, cancellationToken);
        return TypedResults.Created($"/api/admin/v1/clients/{client.Id}", ClientAnswer.Of(client));
    }

    private static async Task<Results<Ok<ClientAnswer>, ProblemHttpResult>> GetAsync(
        string id,
        ClientStore clients,
        CancellationToken cancellationToken
    ) =>
        TenantId.TryParse(id, out var tenant) && await clients.FindAsync(tenant, cancellationToken) is { } client
            ? TypedResults.Ok(ClientAnswer.Of(client))
            : Problems.NotFound("client");

    private static async Task<Results<Ok<ClientAnswer>, ProblemHttpResult>> UpdateAsync(
        string id,
        ClientChangeRequest request,
        ClientStore clients,
        CancellationToken cancellationToken
    ) =>
        TenantId.TryParse(id, out var tenant)
        && await clients.UpdateAsync(tenant, request.Plan, request.Status, cancellationToken) is { } client
            ? TypedResults.Ok(ClientAnswer.Of(client))
            : Problems.NotFound("client");

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id,
        ClientProvisioner provisioner,
        CancellationToken cancellationToken
    ) =>
        TenantId.TryParse(id, out var tenant) && await provisioner.DeleteAsync(tenant, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound("client");

    private static async Task<Results<Ok<UsageAnswer>, ValidationProblem, ProblemHttpResult>> GetUsageAsync(
        string id,
        [AsParameters] UsageQuery request,
        ClientStore clients,
        UsageRecorder recorder,
        UsageStore usage,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (!TenantId.TryParse(id, out var tenant) || await clients.FindAsync(tenant, cancellationToken) is null)
            return Problems.NotFound("client");
        var to = request.To ?? today;
        var from = request.From ?? today.AddDays(-30);
        if (to.DayNumber - from.DayNumber >= MaxDays)
            return Problems.Invalid("from", $"from must lie less than {MaxDays} days before to.");
        await recorder.FlushAsync(cancellationToken);
        var records = await usage.ReadAsync(tenant, from, to, cancellationToken);
        return TypedResults.Ok(new UsageAnswer([.. records.Select(UsageLine.Of)]));
    }

    private static async Task<Results<Ok<QuotaAnswer>, ProblemHttpResult>> GetQuotasAsync(
        string id,
        ClientStore clients,
        QuotaReader quotas,
        CancellationToken cancellationToken
    ) =>
        TenantId.TryParse(id, out var tenant) && await clients.FindAsync(tenant, cancellationToken) is { } client
            ? TypedResults.Ok(new QuotaAnswer(await quotas.ReadAsync(tenant, client.Plan, cancellationToken)))
            : Problems.NotFound("client");

    private static ProblemHttpResult GetInvoices() => Problems.NotYet("Invoicing");
}
