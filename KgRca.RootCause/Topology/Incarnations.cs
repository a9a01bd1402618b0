using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Topology;

/// <summary>Tells the objects apart that had one name after each other, whatever order they are reported in.</summary>
internal static class Incarnations
{
    // Enough for what is made again many times while a listing waits for its last objects.
    private const int MaxFormer = 8;

    // Of two observations of one moment the one with the greater text counts, so that their order does not matter. An
    // agent tells in one moment that an object is gone and that the next of its name is there.
    public static bool IsNews(ResourceState resource, Resource record, string? uid)
    {
        if (
            resource.Exists
            && IsOther(resource, uid)
            && resource.Former.Any(former => former.Uid == uid)
            && !IsLater(resource, record)
        )
            return false;
        var known = resource.IsPresumedGone ? resource.ObservedAt : resource.DeletedAt ?? resource.ObservedAt;
        if (known is not { } time || record.ObservedAt > time)
            return true;
        if (record.ObservedAt < time)
            return false;
        if (record.Op == StateOperation.Delete)
            return (resource.Exists || resource.IsPresumedGone) && !IsOther(resource, uid);
        if (resource.DeletedAt is not null)
            return !resource.IsPresumedGone && IsOther(resource, uid);
        return resource.Object is { } item && string.CompareOrdinal(record.Object.GetRawText(), item.GetRawText()) > 0;
    }

    // A second agent that lags behind tells of a former one once more, and of its end.
    private static bool IsLater(ResourceState resource, Resource record) =>
        record.Op == StateOperation.Upsert
        && !(record.Object.At("metadata").Time("creationTimestamp") < resource.CreatedAt);

    public static bool IsOther(ResourceState resource, string? uid) =>
        uid is not null && resource.Uid is not null && uid != resource.Uid;

    public static bool NoteSeen(ResourceState resource, DateTimeOffset observedAt)
    {
        if (observedAt < resource.FirstObservedAt)
            resource.FirstObservedAt = observedAt;
        // Another agent has told of its end meanwhile.
        else if (resource.DeletedAt is not null && observedAt > resource.ObservedAt)
            resource.ObservedAt = observedAt;
        else
            return false;
        return true;
    }

    public static bool NoteFormer(ResourceState resource, string uid, DateTimeOffset observedAt)
    {
        var known = resource.Former.FirstOrDefault(former => former.Uid == uid);
        var noted = new Incarnation(
            uid,
            known?.FirstObservedAt < observedAt ? known.FirstObservedAt : observedAt,
            known?.ObservedAt > observedAt ? known.ObservedAt : observedAt
        );
        if (noted == known)
            return false;
        resource.Former =
        [
            .. resource
                .Former.Where(former => former != known)
                .Append(noted)
                .OrderBy(former => former.ObservedAt)
                .TakeLast(MaxFormer),
        ];
        return true;
    }

    public static void Upsert(ResourceState resource, string? uid, Resource record, DateTimeOffset? createdAt)
    {
        var isSame = resource.Exists || resource.IsPresumedGone;
        if (!isSame || IsOther(resource, uid))
            Succeed(resource, record.ObservedAt);
        resource.Uid = uid ?? resource.Uid;
        resource.Object = record.Object;
        resource.ObservedAt = record.ObservedAt;
        (resource.DeletedAt, resource.IsPresumedGone) = (null, false);
        resource.CreatedAt = createdAt ?? record.Object.At("metadata").Time("creationTimestamp");
    }

    /// <summary>Another object has the name from now on, or had it for a while that nobody saw.</summary>
    public static void Succeed(ResourceState resource, DateTimeOffset? firstObservedAt)
    {
        if (resource is { FirstObservedAt: { } first, ObservedAt: { } last })
            resource.Former =
            [
                .. resource.Former.TakeLast(MaxFormer - 1),
                new Incarnation(resource.Uid ?? "", first, last),
            ];
        resource.FirstObservedAt = firstObservedAt;
    }
}
