using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace KgRca.Api.Http;

/// <summary>
/// Says which query parameter could not be read. Left alone, ASP.NET Core answers 400 without naming it.
/// </summary>
internal sealed class BindingErrors : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        // Filters still run after a parameter failed to bind, with this status already set.
        if (http.Response.StatusCode != StatusCodes.Status400BadRequest)
            return next(context);
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var parameter in http.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [])
        {
            var name = parameter.ParameterInfo.GetCustomAttribute<FromQueryAttribute>()?.Name;
            if (name is not null && Error(name, parameter, http.Request) is { } error)
                errors[name] = [error];
        }
        return errors.Count == 0
            ? next(context)
            : ValueTask.FromResult<object?>(TypedResults.ValidationProblem(errors, title: Problems.InvalidRequest));
    }

    private static string? Error(string name, IParameterBindingMetadata parameter, HttpRequest request)
    {
        var type = parameter.ParameterInfo.ParameterType;
        if (request.Query[name] is not [{ Length: > 0 } text, ..])
            return parameter.IsOptional ? null : $"{name} is required.";
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(int) && !int.TryParse(text, out _))
            return $"{name} must be a whole number.";
        if (type == typeof(DateTimeOffset) && !DateTimeOffset.TryParse(text, out _))
            return $"{name} must be a time in RFC 3339, such as 2026-11-21T11:50:49Z.";
        if (type == typeof(DateOnly) && !DateOnly.TryParse(text, out _))
            return $"{name} must be a day, such as 2026-11-21.";
        return null;
    }
}
