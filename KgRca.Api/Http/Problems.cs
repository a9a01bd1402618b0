using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Http;

/// <summary>Answers that say what is wrong with a request.</summary>
internal static class Problems
{
    /// <summary>400 that names a parameter.</summary>
    public static ValidationProblem Invalid(string parameter, string message) =>
        TypedResults.ValidationProblem(
            new Dictionary<string, string[]> { [parameter] = [message] },
            title: "The request is not valid"
        );

    public static ProblemHttpResult NotFound(string what) =>
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: $"No such {what}");

    public static ProblemHttpResult NotYet(string what) =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status501NotImplemented,
            title: $"{what} is not part of this version"
        );
}
