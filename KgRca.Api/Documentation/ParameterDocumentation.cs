using Microsoft.OpenApi;

namespace KgRca.Api.Documentation;

/// <summary>Says in the OpenAPI document what query parameters an endpoint reads.</summary>
internal static class ParameterDocumentation
{
    public static TBuilder WithParameters<TBuilder>(
        this TBuilder builder,
        params (string Name, string Description)[] parameters
    )
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddOpenApiOperationTransformer(
            (operation, _, _) =>
            {
                operation.Parameters ??= [];
                foreach (var (name, description) in parameters)
                {
                    operation.Parameters.Add(
                        new OpenApiParameter
                        {
                            Name = name,
                            In = ParameterLocation.Query,
                            Description = description,
                            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                        }
                    );
                }
                return Task.CompletedTask;
            }
        );
}
