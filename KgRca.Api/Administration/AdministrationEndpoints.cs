using KgRca.Api.Authentication;
using KgRca.Api.Documentation;
using KgRca.Api.Http;
using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Usage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Administration;

/// <summary><c>/api/admin/v1/clients</c>.</summary>
internal static class AdministrationEndpoints
{
    public static void MapClients(this RouteGroupBuilder routes)
    {
        routes
            .MapGet("/clients", ListAsync)
            .WithName("ListClients")
            .WithSummary("Lists clients")
            .RequireAuthorization(Policies.Administrator)
            .WithParameters(("limit", "1 to 500, 50 by default"), ("cursor", "next_cursor of the page before"));
        routes
            .MapPost("/clients", CreateAsync)
            .WithName("CreateClient")
            .WithSummary("Makes a client")
            .RequireAuthorization(Policies.Administrator);
        routes
            .MapPatch("/clients/{id}", UpdateAsync)
            .WithName("UpdateClient")
            .WithSummary("Changes a client's plan or status")
            .RequireAuthorization(Policies.Administrator);
        routes
            .MapDelete("/clients/{id}", DeleteAsync)
            .WithName("DeleteClient")
            .WithSummary("Removes a client with all its data")
            .RequireAuthorization(Policies.Administrator);

        var own = routes
            .MapGroup("/clients/{id}")
            .RequireAuthorization(Policies.ClientAdministrator)
            .AddEndpointFilter<OwnClientFilter>();
        own.MapGet("", GetAsync).WithName("GetClient").WithSummary("A client");
        own.MapGet("/usage", GetUsageAsync)
            .WithName("GetUsage")
            .WithSummary("A client's usage by day")
            .WithParameters(
                ("from", "The first day, such as 2026-11-01; 30 days ago by default"),
                ("to", "The last day; today by default")
            );
        own.MapGet("/invoices", GetInvoices)
            .WithName("ListInvoices")
            .WithSummary("A client's invoices (not in this version)");
        own.MapKeys();
    }

    private static async Task<Results<Ok<ClientListAnswer>, ValidationProblem>> ListAsync(
        HttpRequest request,
        ClientStore clients,
        CancellationToken cancellationToken
    )
    {
        var parameters = new Parameters(request.Query);
        var limit = parameters.Number("limit", 50, 1, 500);
        var cursor = parameters.Text("cursor");
        if (parameters.Errors.Count > 0)
            return TypedResults.ValidationProblem(parameters.Errors, title: "The request is not valid");
        if (cursor is not null && !TenantId.TryParse(cursor, out _))
            return Parameters.InvalidCursor();
        var page = await clients.ListAsync(limit, cursor, cancellationToken);
        return TypedResults.Ok(new ClientListAnswer([.. page.Clients.Select(ClientAnswer.Of)], page.NextCursor));
    }

    private static async Task<Created<ClientAnswer>> CreateAsync(
        NewClientRequest request,
        Onboarding onboarding,
        CancellationToken cancellationToken
    )
    {
        var client = await onboarding.CreateAsync(request.Name ?? "", request.Plan, cancellationToken);
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
        Onboarding onboarding,
        CancellationToken cancellationToken
    ) =>
        TenantId.TryParse(id, out var tenant) && await onboarding.DeleteAsync(tenant, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound("client");

    private static async Task<Results<Ok<UsageAnswer>, ValidationProblem, ProblemHttpResult>> GetUsageAsync(
        string id,
        HttpRequest request,
        ClientStore clients,
        UsageRecorder recorder,
        UsageStore usage,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var parameters = new Parameters(request.Query);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var from = parameters.Time("from") is { } first ? DateOnly.FromDateTime(first.UtcDateTime) : today.AddDays(-30);
        var to = parameters.Time("to") is { } last ? DateOnly.FromDateTime(last.UtcDateTime) : today;
        if (parameters.Errors.Count > 0)
            return TypedResults.ValidationProblem(parameters.Errors, title: "The request is not valid");
        if (!TenantId.TryParse(id, out var tenant) || await clients.FindAsync(tenant, cancellationToken) is null)
            return Problems.NotFound("client");
        await recorder.FlushAsync(cancellationToken);
        var records = await usage.ReadAsync(tenant, from, to, cancellationToken);
        return TypedResults.Ok(new UsageAnswer([.. records.Select(UsageLine.Of)]));
    }

    private static ProblemHttpResult GetInvoices() => Problems.NotYet("Invoicing");
}
