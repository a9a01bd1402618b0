namespace KgRca.Api.Search;

/// <summary>A report in the index: what was said, whichever numbers it had in it. Its vector comes later.</summary>
internal sealed class SearchText(string key, string text)
{
    /// <summary>The report with its numbers and identities masked.</summary>
    public string Key { get; } = key;

    /// <summary>What the vector is made of.</summary>
    public string Text { get; } = text;

    /// <summary>Of length 1; null until it is known.</summary>
    public ReadOnlyMemory<float>? Vector { get; set; }

    /// <summary>The entries that say this.</summary>
    public List<SearchEntry> Entries { get; } = [];
}

/// <summary>A report about one object, with its latest episode: what a search finds.</summary>
internal sealed class SearchEntry(int id, string resourceId, SearchText text, List<string> tokens)
{
    public int Id { get; } = id;

    public string ResourceId { get; } = resourceId;

    public SearchText Text { get; } = text;

    public List<string> Tokens { get; } = tokens;

    /// <summary>The latest episode.</summary>
    public string EventId { get; set; } = "";

    /// <summary>When the earliest of its episodes began, in milliseconds since 1970 UTC.</summary>
    public long FirstTime { get; set; } = long.MaxValue;

    /// <summary>When the latest of them occurred.</summary>
    public long LastTime { get; set; } = long.MinValue;
}
