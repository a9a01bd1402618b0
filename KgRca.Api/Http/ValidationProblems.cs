using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace KgRca.Api.Http;

/// <summary>What ASP.NET Core's validation answers, in the words and names of this API.</summary>
internal static class ValidationProblems
{
    /// <summary>Gives the problem our title, and members their names in the request.</summary>
    public static void Normalize(ProblemDetails problem)
    {
        if (problem is not HttpValidationProblemDetails validation)
            return;
        validation.Title = Problems.InvalidRequest;
        validation.Errors = validation.Errors.ToDictionary(
            error => string.Join('.', error.Key.Split('.').Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)),
            error => error.Value
        );
    }
}
