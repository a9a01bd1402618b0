namespace KgRca.Api.Http;

/// <summary>The words that describe and refuse the parameters that lists share.</summary>
internal static class PageRules
{
    public const string Cursor = "next_cursor of the previous page";
    public const string Limit500 = "Results in a page: 1 to 500";
    public const string LimitRange500 = "limit must be from 1 to 500.";

    /// <summary>A page ends with the item that brings it to as many bytes, however few items it has by then.</summary>
    public const long MaxBytes = 1 << 20;
}
