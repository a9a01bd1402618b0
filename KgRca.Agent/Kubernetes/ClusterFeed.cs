namespace KgRca.Agent.Kubernetes;

/// <summary>
/// Follows the objects of a cluster and its events: one kind is listed after the other, in their order, and each is
/// watched as soon as it was listed.
/// </summary>
/// <param name="server">Where the objects are.</param>
/// <param name="types">The kinds, in the order in which they are listed.</param>
/// <param name="observe">Told of every object that is there or gone; kinds tell at the same time.</param>
/// <param name="trouble">Told of what is tried again.</param>
/// <param name="clock">Times the attempts.</param>
internal sealed class ClusterFeed(
    ApiServer server,
    IReadOnlyList<ResourceType> types,
    Func<ObservedObject, CancellationToken, ValueTask> observe,
    Action<string> trouble,
    TimeProvider clock
)
{
    private readonly List<Informer> _informers = Create(new Discovery(server), server, types, observe, trouble, clock);

    // Kinds of objects that a former run knew.
    private readonly HashSet<string> _restored = [];

    /// <summary>
    /// Called when all objects of a kind were listed, and each has been told of; not for events. Set before it runs.
    /// </summary>
    public Action<ListedKind> Listed { get; set; } = _ => { };

    /// <summary>Kinds whose objects are known.</summary>
    public int Synced => _informers.Count(informer => informer.State == InformerState.Synced);

    /// <summary>Kinds that are watched, or could be with more permissions.</summary>
    public int Served => _informers.Count(informer => informer.State != InformerState.NotServed);

    /// <summary>
    /// Kinds of which objects may be there that are not known: the account may not list them, or they have not been
    /// served for less than a minute.
    /// </summary>
    public IReadOnlySet<string> Unseen
    {
        get
        {
            var unseen = _informers
                .Where(informer => informer.IsUnseen)
                .Select(informer => informer.Type.Kind)
                .ToHashSet();
            // What the API server has not named yet may be any kind that no other is.
            if (unseen.Remove(""))
                unseen.UnionWith(_restored.Except(_informers.Select(informer => informer.Type.Kind)));
            return unseen;
        }
    }

    /// <summary>Whether each kind was listed once, or cannot be.</summary>
    public bool IsComplete => _informers.TrueForAll(informer => informer.FirstState.IsCompleted);

    /// <summary>
    /// Takes in an object that was there when it was last looked at, so that it is told of as gone where it is no more.
    /// </summary>
    public void Restore(ObjectKey key, string uid)
    {
        _restored.Add(key.Kind);
        foreach (var informer in _informers)
            if (informer.Type.Kind == key.Kind || informer.Type.Kind.Length == 0)
                informer.Restore(key, uid);
    }

    /// <summary>Lists all objects again.</summary>
    public void Relist()
    {
        foreach (var informer in _informers)
            informer.Relist();
    }

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="complete">Called once each kind was listed, or cannot be, and again whenever one was listed that
    /// could not be before, or is known to be gone.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Action complete, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task>();
        try
        {
            foreach (var informer in _informers)
            {
                informer.Learned = complete;
                if (informer.Type != WatchedTypes.Events)
                    informer.Listed = Listed;
                var run = informer.RunAsync(ending.Token);
                running.Add(run);
                await await Task.WhenAny(informer.FirstState, run);
            }
            complete();
            await await Task.WhenAny(running);
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static List<Informer> Create(
        Discovery discovery,
        ApiServer server,
        IReadOnlyList<ResourceType> types,
        Func<ObservedObject, CancellationToken, ValueTask> observe,
        Action<string> trouble,
        TimeProvider clock
    ) => [.. types.Select(type => new Informer(server, type, observe, trouble, clock, discovery))];
}
