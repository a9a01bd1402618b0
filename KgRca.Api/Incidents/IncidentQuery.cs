using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using KgRca.Api.Http;
using Microsoft.AspNetCore.Mvc;

namespace KgRca.Api.Incidents;

/// <summary>Which incidents to list.</summary>
public sealed record IncidentQuery(
    [property: FromQuery(Name = "status")]
    [property: Description("Only this status: open, closed or merged. Without it, open and closed incidents.")]
    [property: AllowedValues("open", "closed", "merged", null, ErrorMessage = "status must be open, closed or merged.")]
        string? Status = null,
    [property: FromQuery(Name = "severity")]
    [property: Description("Only this severity: error or critical")]
    [property: AllowedValues("error", "critical", null, ErrorMessage = "severity must be error or critical.")]
        string? Severity = null,
    [property: FromQuery(Name = "namespace")]
    [property: Description("Only incidents with a failing object in this namespace")]
        string? Namespace = null,
    [property: FromQuery(Name = "from")]
    [property: Description("Only incidents that started at this time or later, RFC 3339")]
        DateTimeOffset? From = null,
    [property: FromQuery(Name = "to")]
    [property: Description("Only incidents that started before this time, RFC 3339")]
        DateTimeOffset? To = null,
    [property: FromQuery(Name = "limit")]
    [property: Description(PageRules.Limit500)]
    [property: Range(1, 500, ErrorMessage = PageRules.LimitRange500)]
        int Limit = 50,
    [property: FromQuery(Name = "cursor")] [property: Description(PageRules.Cursor)] string? Cursor = null
);

/// <summary>Which of an incident's errors to list.</summary>
public sealed record ErrorQuery(
    [property: FromQuery(Name = "limit")]
    [property: Description(PageRules.Limit500)]
    [property: Range(1, 500, ErrorMessage = PageRules.LimitRange500)]
        int Limit = IncidentErrors.DefaultLimit,
    [property: FromQuery(Name = "cursor")] [property: Description(PageRules.Cursor)] string? Cursor = null
);
