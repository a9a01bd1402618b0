using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace KgRca.Api.Documentation;

/// <summary>
/// The OpenAPI document at <c>/openapi/v1.json</c>, and a page to browse it at <c>/docs</c> that fetches nothing from
/// elsewhere.
/// </summary>
internal static class OpenApiSetup
{
    /// <summary>The document's name.</summary>
    public const string Name = "v1";

    private const string KeyScheme = "api_key";
    private const string PasswordScheme = "administrator";

    public static void AddDocumentation(this IServiceCollection services) =>
        services
            .AddSingleton<OpenApiText>()
            .AddOpenApi(
                Name,
                options =>
                {
                    options.AddDocumentTransformer(
                        (document, _, _) =>
                        {
                            document.Info.Title = "KG RCA";
                            document.Info.Description =
                                "Finds out why things broke in Kubernetes clusters. Errors are problem details "
                                + "(RFC 9457); lists are paged by cursor.";
                            document.Components ??= new OpenApiComponents();
                            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                            {
                                [KeyScheme] = new OpenApiSecurityScheme
                                {
                                    Type = SecuritySchemeType.Http,
                                    Scheme = "bearer",
                                    Description = "An API key, kg_…",
                                },
                                [PasswordScheme] = new OpenApiSecurityScheme
                                {
                                    Type = SecuritySchemeType.Http,
                                    Scheme = "basic",
                                    Description = "An administrator's name and password",
                                },
                            };
                            return Task.CompletedTask;
                        }
                    );
                    options.AddOperationTransformer(
                        (operation, context, _) =>
                        {
                            var isAdministration =
                                context.Description.RelativePath?.StartsWith("api/admin", StringComparison.Ordinal)
                                == true;
                            operation.Security =
                            [
                                new OpenApiSecurityRequirement
                                {
                                    [
                                        new OpenApiSecuritySchemeReference(
                                            isAdministration ? PasswordScheme : KeyScheme,
                                            context.Document
                                        )
                                    ] = [],
                                },
                            ];
                            operation.Responses ??= [];
                            foreach (
                                var (code, description) in ((string, string)[])
                                    [
                                        ("401", "Credentials missing or not valid"),
                                        ("403", "Permission denied; required_permission names the missing permission"),
                                        ("429", "Too many requests; Retry-After says when to try again"),
                                    ]
                            )
                                operation.Responses.TryAdd(code, new OpenApiResponse { Description = description });
                            AddExample(operation, OpenApiExamples.Of(operation.OperationId));
                            return Task.CompletedTask;
                        }
                    );
                }
            );

    public static void MapDocumentation(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                $"/openapi/{Name}.json",
                async (OpenApiText text) =>
                    TypedResults.Bytes(await text.ReadAsync(), "application/json; charset=utf-8")
            )
            .ExcludeFromDescription();
        routes.MapScalarApiReference(
            "/docs",
            options =>
                options
                    .WithTitle("KG RCA")
                    .AddPreferredSecuritySchemes(KeyScheme)
                    .DisableDefaultFonts()
                    .DisableTelemetry()
                    .DisableAgent()
                    .DisableMcp()
                    .HideDeveloperTools()
                    .HideClientButton()
        );
    }

    private static void AddExample(OpenApiOperation operation, (JsonNode? Request, JsonNode? Answer) examples)
    {
        if (examples.Request is not null)
        {
            foreach (var content in operation.RequestBody?.Content?.Values ?? [])
                content.Example = examples.Request;
        }
        if (examples.Answer is null || operation.Responses is null)
            return;
        foreach (var code in (string[])["200", "201"])
        {
            if (!operation.Responses.TryGetValue(code, out var response))
                continue;
            foreach (var content in response.Content?.Values ?? [])
                content.Example = examples.Answer;
        }
    }
}
