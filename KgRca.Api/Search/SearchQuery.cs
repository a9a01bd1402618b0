using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;

namespace KgRca.Api.Search;

/// <summary>What to search for.</summary>
public sealed record SearchQuery(
    [property: FromQuery(Name = "q")]
    [property: Description("What to look for, such as: pods that ran out of memory")]
    [property: Required(AllowEmptyStrings = true, ErrorMessage = "q is required.")]
    [property: StringLength(500, MinimumLength = 1, ErrorMessage = "q must have 1 to 500 characters.")]
        string? Q = null,
    [property: FromQuery(Name = "from")]
    [property: Description("Only what occurred at this time or later, RFC 3339")]
        DateTimeOffset? From = null,
    [property: FromQuery(Name = "to")]
    [property: Description("Only what occurred before this time, RFC 3339")]
        DateTimeOffset? To = null,
    [property: FromQuery(Name = "limit")]
    [property: Description("Results: 1 to 100")]
    [property: Range(1, 100, ErrorMessage = "limit must be from 1 to 100.")]
        int Limit = 10
);
