using KgRca.Api.Administration;
using KgRca.Api.Agents;
using KgRca.Api.Authentication;
using KgRca.Api.Causes;
using KgRca.Api.Documentation;
using KgRca.Api.Findings;
using KgRca.Api.Http;
using KgRca.Api.Incidents;
using KgRca.Api.Ingestion;
using KgRca.Api.Limits;
using KgRca.Api.Quotas;
using KgRca.Api.Resources;
using KgRca.Api.Search;
using KgRca.Api.Statistics;
using KgRca.Provisioning;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KgRca.Api;

/// <summary>The REST API, in a process of its own or in a shared one.</summary>
public static class ApiModule
{
    /// <summary>Registers what the API needs.</summary>
    public static TBuilder AddApi<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddProvisioning();
        var services = builder.Services;
        services.AddValidation();
        services.AddProblemDetails(options =>
            options.CustomizeProblemDetails = context => ValidationProblems.Normalize(context.ProblemDetails)
        );
        services.AddPolicies();
        RateBudgets.Add(builder);
        services.AddRequestDecompression();
        services.AddDocumentation();
        services.ConfigureHttpJsonOptions(options =>
        {
            var own = ApiJson.Default.Options;
            options.SerializerOptions.PropertyNamingPolicy = own.PropertyNamingPolicy;
            options.SerializerOptions.DefaultIgnoreCondition = own.DefaultIgnoreCondition;
            foreach (var converter in own.Converters)
                options.SerializerOptions.Converters.Add(converter);
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
        });
        services.AddHostedService<HeartbeatReader>();
        services.TryAddSingleton<AdministratorSessions>();
        services.TryAddSingleton<ClientQuotas>();
        services.TryAddSingleton<QuotaReader>();
        services.TryAddSingleton<ClientMemory>();
        services.AddHostedService(provider => provider.GetRequiredService<ClientMemory>());
        services.TryAddSingleton<IngestTurns>();
        services.TryAddSingleton<ApiMetrics>();
        services.TryAddSingleton<VerdictMetrics>();
        services.TryAddSingleton<VerdictLog>();
        services
            .AddOptionsWithValidateOnStart<SearchOptions, SearchOptionsValidator>()
            .BindConfiguration("KgRca:Search");
        services.TryAddSingleton<Embedder>();
        services.TryAddSingleton<ClientSearches>();
        services
            .AddHealthChecks()
            .AddCheck<EventLogHealthCheck>("event_log")
            .AddCheck<GraphHealthCheck>("graphs")
            .AddCheck<TenancyHealthCheck>("clients")
            .AddCheck<DiskHealthCheck>(DiskHealthCheck.Name);
        return builder;
    }

    /// <summary>
    /// Adds the middleware that the API's endpoints rely on: authentication, rate budgets, metering, authorization.
    /// </summary>
    public static void UseApi(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseMiddleware<CallMetering>();
        app.UseAuthorization();
        app.UseRequestDecompression();
    }

    /// <summary>
    /// Maps its endpoints: <c>/api/v1</c>, <c>/api/admin/v1</c>, <c>/openapi/v1.json</c> and <c>/docs</c>.
    /// </summary>
    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        var api = routes
            .MapGroup("/api")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .AddEndpointFilter<BindingErrors>();
        var people = api.MapGroup("").RequireRateLimiting(RateBudgets.Default);
        people.MapGroup("/v1").WithTags("Incidents").MapIncidents();
        people.MapGroup("/v1").WithTags("Causes").MapCauses();
        people.MapGroup("/v1").WithTags("Resources").MapResources();
        people.MapGroup("/v1").WithTags("Findings").MapFindings();
        people.MapGroup("/v1").WithTags("Agents").MapAgents();
        people.MapGroup("/v1").WithTags("Statistics").MapStatistics();
        people.MapGroup("/v1").WithTags("Search").MapSearch();
        people.MapGroup("/admin/v1").WithTags("Administration").MapClients();
        api.MapGroup("/v1").RequireRateLimiting(RateBudgets.Ingest).WithTags("Ingestion").MapIngestion();
        routes.MapDocumentation();
    }
}
