using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using KgRca.Api.Http;
using Microsoft.AspNetCore.Mvc;

namespace KgRca.Api.Findings;

/// <summary>Which findings to list.</summary>
public sealed record FindingQuery(
    [property: FromQuery(Name = "state")]
    [property: Description("active or resolved")]
    [property: AllowedValues("active", "resolved", ErrorMessage = "state must be active or resolved.")]
        string State = "active",
    [property: FromQuery(Name = "limit")]
    [property: Description(PageRules.Limit500)]
    [property: Range(1, 500, ErrorMessage = PageRules.LimitRange500)]
        int Limit = 50,
    [property: FromQuery(Name = "cursor")] [property: Description(PageRules.Cursor)] string? Cursor = null
);
