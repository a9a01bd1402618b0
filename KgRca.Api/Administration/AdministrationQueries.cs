using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using KgRca.Api.Http;
using Microsoft.AspNetCore.Mvc;

namespace KgRca.Api.Administration;

/// <summary>Which page of clients.</summary>
public sealed record ClientQuery(
    [property: FromQuery(Name = "limit")]
    [property: Description(PageRules.Limit500)]
    [property: Range(1, 500, ErrorMessage = PageRules.LimitRange500)]
        int Limit = 50,
    [property: FromQuery(Name = "cursor")] [property: Description(PageRules.Cursor)] string? Cursor = null
);

/// <summary>Which days of usage.</summary>
public sealed record UsageQuery(
    [property: FromQuery(Name = "from")]
    [property: Description("The first day, such as 2026-11-01; 30 days ago if absent")]
        DateOnly? From = null,
    [property: FromQuery(Name = "to")] [property: Description("The last day; today if absent")] DateOnly? To = null
);
