using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using KgRca.Api.Http;
using Microsoft.AspNetCore.Mvc;

namespace KgRca.Api.Resources;

/// <summary>Which objects to list.</summary>
public sealed record ResourceQuery(
    [property: FromQuery(Name = "kind")]
    [property: Description("Only this Kubernetes kind, such as Pod")]
        string? Kind = null,
    [property: FromQuery(Name = "namespace")] [property: Description("Only this namespace")] string? Namespace = null,
    [property: FromQuery(Name = "name")] [property: Description("Only objects with this name")] string? Name = null,
    [property: FromQuery(Name = "state")]
    [property: Description(
        "existing: objects that are in the cluster; deleted: objects that are gone; referenced: objects that others "
            + "name but that were never seen; all: every one of them"
    )]
    [property: AllowedValues(
        ResourceQuery.Existing,
        ResourceQuery.Deleted,
        ResourceQuery.Referenced,
        ResourceQuery.All,
        ErrorMessage = "state must be existing, deleted, referenced or all."
    )]
        string State = ResourceQuery.Existing,
    [property: FromQuery(Name = "limit")]
    [property: Description("Results in a page: 1 to 1000")]
    [property: Range(1, 1_000, ErrorMessage = "limit must be from 1 to 1000.")]
        int Limit = 100,
    [property: FromQuery(Name = "cursor")] [property: Description(PageRules.Cursor)] string? Cursor = null
)
{
    internal const string Existing = "existing";
    internal const string Deleted = "deleted";
    internal const string Referenced = "referenced";
    internal const string All = "all";
}

/// <summary>Which object to start from, and how far to go.</summary>
public sealed record ResourceGraphQuery(
    [property: FromQuery(Name = "id")]
    [property: Description("The object's id: {cluster}/{kind}/{namespace}/{name}")]
    [property: Required(ErrorMessage = "id is required.")]
    [property: StringLength(1_024, ErrorMessage = "id must have at most 1024 characters.")]
        string? Id = null,
    [property: FromQuery(Name = "depth")]
    [property: Description("Hops to follow: 0 to 5")]
    [property: Range(0, 5, ErrorMessage = "depth must be from 0 to 5.")]
        int Depth = 1
);
