using KgRca.Contracts.Identity;

namespace KgRca.RootCause.Topology;

/// <summary>
/// Which kinds are completely known: agents say when they have sent all objects of a kind, and how many there were.
/// What is absent of a complete kind does not exist; of any other kind it is unknown.
/// </summary>
internal sealed class Listings
{
    // A few dozen kinds, in each namespace where agents watch by namespace. Beyond this the oldest are forgotten, and
    // their kinds unknown.
    private const int MaxCount = 16_384;

    private readonly Dictionary<(string Cluster, string Kind), List<KindListing>> _byKind = [];
    private readonly Dictionary<(string Cluster, string Kind), List<KindListing>> _incomplete = [];
    private readonly Queue<KindListing> _completed = new();
    private readonly SortedDictionary<string, int> _clusters = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Whether agents of a cluster send listings at all. Older ones do not.</summary>
    public bool Any(string cluster) => _clusters.ContainsKey(cluster);

    /// <summary>
    /// Whether all objects of a kind are known: of a namespace, or of the whole cluster where
    /// <paramref name="namespace"/> is null or empty, as it is for kinds without namespaces.
    /// </summary>
    public bool IsComplete(string cluster, string kind, string? @namespace)
    {
        if (!_byKind.TryGetValue((cluster, kind), out var listings))
            return false;
        var found = false;
        foreach (var listing in listings)
        {
            if (!Concerns(listing, @namespace))
                continue;
            if (listing.IsComplete)
                found = true;
            // Rules name kinds without their group: of two of one name, both have to be known.
            else if (
                !listings.Exists(other =>
                    other.IsComplete && other.Scope.Group == listing.Scope.Group && Concerns(other, @namespace)
                )
            )
                return false;
        }
        return found;
    }

    /// <summary>Takes a listing in, whose objects may be known already or still to come.</summary>
    /// <param name="listing">The listing.</param>
    /// <param name="ofKind">The objects of its kind that are known, those that are gone included.</param>
    /// <param name="forgotten">The listing that was forgotten for want of room, if one was.</param>
    /// <returns>Whether it is newer than what was known.</returns>
    public bool Add(KindListing listing, IEnumerable<ResourceState> ofKind, out KindListing? forgotten)
    {
        forgotten = null;
        if (Find(listing.Scope) is { } known)
        {
            if (Compare(listing, known) <= 0)
                return false;
            Remove(known);
        }
        else if (_count == MaxCount)
        {
            forgotten = _byKind.Values.SelectMany(listings => listings).Min(Comparer<KindListing>.Create(CompareAll));
            if (forgotten is not null)
                Remove(forgotten);
        }
        Keep(listing);
        if (listing.IsComplete)
            return true;
        listing.Known = ofKind.Count(resource => listing.Covers(resource) && listing.Lists(resource));
        var incomplete = ListOf(_incomplete, listing);
        incomplete.Add(listing);
        // Of several that one object completes, the order must not depend on that of their coming.
        incomplete.Sort(CompareAll);
        CompleteIfAllKnown(listing);
        return true;
    }

    /// <summary>To be called before what is known of an object changes.</summary>
    public void Changing(ResourceState resource)
    {
        foreach (var listing in IncompleteOf(resource))
            if (listing.Covers(resource) && listing.Lists(resource))
                listing.Known--;
    }

    /// <summary>To be called after what is known of an object has changed.</summary>
    public void Changed(ResourceState resource)
    {
        var listings = IncompleteOf(resource);
        for (var i = listings.Count - 1; i >= 0; i--)
        {
            if (!listings[i].Covers(resource) || !listings[i].Lists(resource))
                continue;
            listings[i].Known++;
            CompleteIfAllKnown(listings[i]);
        }
    }

    /// <summary>The next listing that has become complete; each is given once.</summary>
    public KindListing? NextCompleted() => _completed.TryDequeue(out var listing) ? listing : null;

    /// <summary>
    /// Whether an object that was observed at a time, and not since, is known to be gone: a complete listing that began
    /// later does not have it.
    /// </summary>
    public bool IsGone(ResourceId id, string group, DateTimeOffset observedAt)
    {
        if (_count == 0 || !_byKind.TryGetValue((id.Cluster, id.Kind), out var listings))
            return false;
        foreach (var listing in listings)
            if (
                listing.IsComplete
                && observedAt < listing.StartedAt
                && listing.Scope.Group == group
                && Concerns(listing, id.Namespace)
            )
                return true;
        return false;
    }

    private static bool Concerns(KindListing listing, string? @namespace) =>
        listing.Scope.Namespace.Length == 0 || listing.Scope.Namespace == @namespace;

    private static int Compare(KindListing one, KindListing other) =>
        one.ObservedAt != other.ObservedAt
            ? one.ObservedAt.CompareTo(other.ObservedAt)
            : one.StartedAt.CompareTo(other.StartedAt);

    private static int CompareAll(KindListing one, KindListing other) =>
        Compare(one, other) is not 0 and var order ? order : string.CompareOrdinal(one.NodeKey.Key, other.NodeKey.Key);

    private KindListing? Find(ListingScope scope) =>
        _byKind.GetValueOrDefault((scope.Cluster, scope.Kind))?.Find(listing => listing.Scope == scope);

    private List<KindListing> IncompleteOf(ResourceState resource) =>
        _incomplete.Count > 0 && _incomplete.TryGetValue((resource.Cluster, resource.Kind), out var listings)
            ? listings
            : [];

    private void CompleteIfAllKnown(KindListing listing)
    {
        if (listing.Known < listing.Count)
            return;
        listing.IsComplete = true;
        Take(_incomplete, listing);
        _completed.Enqueue(listing);
    }

    private void Keep(KindListing listing)
    {
        ListOf(_byKind, listing).Add(listing);
        _clusters[listing.Scope.Cluster] = _clusters.GetValueOrDefault(listing.Scope.Cluster) + 1;
        _count++;
    }

    private void Remove(KindListing listing)
    {
        Take(_byKind, listing);
        Take(_incomplete, listing);
        if (--_clusters[listing.Scope.Cluster] == 0)
            _clusters.Remove(listing.Scope.Cluster);
        _count--;
    }

    private static List<KindListing> ListOf(
        Dictionary<(string, string), List<KindListing>> listings,
        KindListing listing
    )
    {
        var key = (listing.Scope.Cluster, listing.Scope.Kind);
        if (!listings.TryGetValue(key, out var ofKind))
            listings.Add(key, ofKind = []);
        return ofKind;
    }

    private static void Take(Dictionary<(string, string), List<KindListing>> listings, KindListing listing)
    {
        var key = (listing.Scope.Cluster, listing.Scope.Kind);
        if (listings.TryGetValue(key, out var ofKind) && ofKind.Remove(listing) && ofKind.Count == 0)
            listings.Remove(key);
    }
}
