using KgRca.Api.Quotas;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Http;

/// <summary>Answers that say what is wrong with a request.</summary>
internal static class Problems
{
    /// <summary>The title of every 400 that names parameters or members.</summary>
    public const string InvalidRequest = "Invalid request";

    /// <summary>400 that names a parameter.</summary>
    public static ValidationProblem Invalid(string parameter, string message) =>
        TypedResults.ValidationProblem(
            new Dictionary<string, string[]> { [parameter] = [message] },
            title: InvalidRequest
        );

    /// <summary>400 for a cursor that no page has returned.</summary>
    public static ValidationProblem InvalidCursor() =>
        Invalid("cursor", "cursor must be the next_cursor of an earlier page.");

    public static ProblemHttpResult NotFound(string what) =>
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: $"No such {what}");

    /// <summary>409 for what a plan does not allow.</summary>
    public static ProblemHttpResult QuotaReached(QuotaUse use) =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status409Conflict,
            title: "Quota reached",
            detail: $"{use} Remove what is no longer needed, or ask for a larger plan.",
            extensions: new Dictionary<string, object?>
            {
                ["quota"] = use.Quota,
                ["used"] = use.Used,
                ["limit"] = use.Limit,
            }
        );

    public static ProblemHttpResult NotYet(string what) =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status501NotImplemented,
            title: $"{what} is not available in this version"
        );
}
