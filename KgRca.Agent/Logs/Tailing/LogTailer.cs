using KgRca.Agent.Kubernetes;

namespace KgRca.Agent.Logs.Tailing;

/// <summary>
/// Follows the logs of Pods through the API server, for clusters that are small enough: one connection for each
/// container. Of a container that is followed, lines are taken from two minutes before the start on; what an earlier
/// run has sent of them has the same ids.
/// </summary>
/// <param name="server">Where the logs are.</param>
/// <param name="reducer">Takes the lines.</param>
/// <param name="trouble">Told of what cannot be followed.</param>
/// <param name="clock">Times the attempts.</param>
/// <param name="maxPods">Pods that are followed at a time: 200 by default.</param>
internal sealed class LogTailer(
    ApiServer server,
    LogReducer reducer,
    Action<string> trouble,
    TimeProvider clock,
    int maxPods = LogTailer.DefaultPods
) : IAsyncDisposable
{
    /// <summary>How many Pods are followed where nothing else is said.</summary>
    public const int DefaultPods = 200;

    private static readonly TimeSpan Before = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<ObjectKey, TailedPod> _pods = [];
    private readonly ContainerTail _tail = new(server, reducer, trouble, clock, clock.GetUtcNow() - Before);
    private readonly List<Task> _running = [];
    private int _followed;
    private bool _hasToldOfMore;

    /// <summary>Pods that are followed now.</summary>
    public int Followed
    {
        get
        {
            lock (_lock)
                return _followed;
        }
    }

    /// <summary>Pods that would be followed if there were fewer.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _pods.Values.Count(IsWaiting);
        }
    }

    /// <summary>
    /// Takes in that a Pod is there, has changed, or is gone. Objects of other kinds are passed over.
    /// </summary>
    public void Observe(ObservedObject observed)
    {
        if (observed.Type.Kind != "Pod")
            return;
        lock (_lock)
        {
            if (
                _pods.TryGetValue(observed.Key, out var known) && (observed.Object is null || known.Uid != observed.Uid)
            )
                Remove(observed.Key, known);
            if (observed.Object is not { } item)
                return;
            if (!_pods.TryGetValue(observed.Key, out var pod))
                _pods[observed.Key] = pod = new TailedPod(observed.Key, observed.Uid);
            pod.Update(item);
            if (pod.Following is not null)
            {
                Extend(pod);
                ReleaseIfRead(pod);
            }
            else if (IsWaiting(pod))
                Begin(pod);
        }
    }

    /// <summary>Ends all following.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        List<Task> tasks;
        lock (_lock)
            tasks = [.. _running];
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
            foreach (var pod in _pods.Values)
                pod.Following?.Dispose();
        _ending.Dispose();
    }

    private static bool IsWaiting(TailedPod pod) => pod is { Following: null, IsRead: false, Begun.Count: > 0 };

    private void Begin(TailedPod pod)
    {
        if (_ending.IsCancellationRequested)
            return;
        if (_followed >= maxPods)
        {
            if (!_hasToldOfMore)
                trouble(
                    $"More than {maxPods} Pods have logs: those of the others are not followed. Let Vector or "
                        + "Fluent Bit send the logs."
                );
            _hasToldOfMore = true;
            return;
        }
        pod.Following = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        _followed++;
        Extend(pod);
    }

    private void Extend(TailedPod pod)
    {
        var token = pod.Following!.Token;
        _running.RemoveAll(task => task.IsCompleted);
        foreach (var container in pod.TakeNew())
            _running.Add(FollowAsync(pod, container, token));
    }

    private async Task FollowAsync(TailedPod pod, string container, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await _tail.FollowAsync(pod, container, cancellationToken);
        lock (_lock)
        {
            pod.Open--;
            ReleaseIfRead(pod);
        }
    }

    // A Pod that has ended and was read makes room for another one.
    private void ReleaseIfRead(TailedPod pod)
    {
        if (pod.Following is null || pod.Open > 0 || !pod.IsAllOver)
            return;
        pod.IsRead = true;
        Release(pod);
    }

    private void Remove(ObjectKey key, TailedPod pod)
    {
        _pods.Remove(key);
        if (pod.Following is null)
            return;
        pod.Following.Cancel();
        Release(pod);
    }

    private void Release(TailedPod pod)
    {
        pod.Following?.Dispose();
        pod.Following = null;
        _followed--;
        if (_pods.Values.FirstOrDefault(IsWaiting) is { } next)
            Begin(next);
    }
}
