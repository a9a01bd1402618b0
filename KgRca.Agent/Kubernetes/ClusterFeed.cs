namespace KgRca.Agent.Kubernetes;

/// <summary>
/// Follows the objects of a cluster and its events: one kind is listed after the other, in their order, and each is watched as soon as it was listed.
/// </summary>
/// <param name="server">Where the objects are.</param>
/// <param name="types">The kinds, in the order in which they are listed.</param>
/// <param name="observe">Told of every object that is there or gone; kinds tell at the same time.</param>
/// <param name="trouble">Told of what is tried again.</param>
/// <param name="clock">Times the attempts.</param>
internal sealed class ClusterFeed(
    ApiServer server, IReadOnlyList<ResourceType> types, Func<ObservedObject, CancellationToken, ValueTask> observe, Action<string> trouble, TimeProvider clock)
{
    private readonly List<Informer> _informers = Create(new Discovery(server), server, types, observe, trouble, clock);

    /// <summary>Kinds whose objects are known.</summary>
    public int Synced => _informers.Count(informer => informer.State == InformerState.Synced);

    /// <summary>Kinds that are watched, or could be with more permissions.</summary>
    public int Served => _informers.Count(informer => informer.State != InformerState.NotServed);

    /// <summary>Whether all objects are known of every kind of which there are any, so that what a former run told of and is not among them is gone.</summary>
    public bool KnowsAll => _informers.TrueForAll(informer => informer.State is InformerState.Synced or InformerState.NotServed || informer.State == InformerState.Forbidden && !informer.HasObjects);

    /// <summary>Whether each kind was listed once, or cannot be.</summary>
    public bool IsComplete => _informers.TrueForAll(informer => informer.FirstState.IsCompleted);

    /// <summary>Takes in an object that was there when it was last looked at, so that it is told of as gone where it is no more.</summary>
    public void Restore(ObjectKey key, string uid)
    {
        foreach (var informer in _informers)
            if (informer.Type.Kind == key.Kind || informer.Type.Kind.Length == 0) informer.Restore(key, uid);
    }

    /// <summary>Lists all objects again.</summary>
    public void Relist()
    {
        foreach (var informer in _informers) informer.Relist();
    }

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="complete">Called once each kind was listed, or cannot be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KubernetesUnavailableException">The account may see nothing at all.</exception>
    public async Task RunAsync(Action complete, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task>();
        try
        {
            foreach (var informer in _informers)
            {
                var run = informer.RunAsync(ending.Token);
                running.Add(run);
                await await Task.WhenAny(informer.FirstState, run);
            }
            if (_informers.TrueForAll(informer => informer.State is InformerState.Forbidden or InformerState.NotServed))
                throw new KubernetesUnavailableException("The account may list nothing that the agent watches: it needs get, list and watch on the kinds named above.");
            complete();
            await await Task.WhenAny(running);
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static List<Informer> Create(Discovery discovery, ApiServer server, IReadOnlyList<ResourceType> types, Func<ObservedObject, CancellationToken, ValueTask> observe, Action<string> trouble, TimeProvider clock) =>
        [.. types.Select(type => new Informer(server, type, observe, trouble, clock, discovery))];
}
