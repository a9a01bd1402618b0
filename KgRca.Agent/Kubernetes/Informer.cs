using System.IO.Pipelines;
using System.Net;
using System.Text.Json;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Parsing;

namespace KgRca.Agent.Kubernetes;

/// <summary>
/// Follows all objects of a kind: lists them, watches from there, goes on where a watch ended, and lists again when the
/// API server no longer has the changes in between (410 Gone). What vanished unseen is told of as gone, and so is all
/// of a kind that the API server has not served for a minute. One task runs it.
/// </summary>
/// <param name="server">Where the objects are.</param>
/// <param name="type">Which they are.</param>
/// <param name="observe">Told of every object that is there or gone, one at a time.</param>
/// <param name="trouble">Told of what is tried again.</param>
/// <param name="clock">Times the attempts.</param>
/// <param name="discovery">Asked for the kind of one that the user has named; of others it is known.</param>
internal sealed class Informer(
    ApiServer server,
    ResourceType type,
    Func<ObservedObject, CancellationToken, ValueTask> observe,
    Action<string> trouble,
    TimeProvider clock,
    Discovery? discovery = null
)
{
    // A page is in memory as a whole, several times over.
    private const int PageSize = 100;
    private const int MaxLine = 16 << 20;
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = RecordLimits.Depth };
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RefusedDelay = TimeSpan.FromMinutes(1);

    // Who names a kind waits for it, and to ask for it is one small request.
    private static readonly TimeSpan MissingDelay = TimeSpan.FromSeconds(10);

    // An API server that has just started says of kinds that come from CustomResourceDefinitions that it does not have
    // them: so long it must have said so, all the time, until they are taken to be gone.
    private static readonly TimeSpan MissingLength = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan WatchLength = TimeSpan.FromMinutes(5);

    // The server ends a watch; one that outlives its length by this much is taken for a dead connection.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly Dictionary<ObjectKey, string> _uids = [];

    // The kind of one that the user has named comes from the API server.
    private ResourceType _type = type;
    private string? _told;

    // Where the next watch begins; null where the objects must be listed first.
    private string? _version;
    private readonly TaskCompletionSource<InformerState> _firstState = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    // Since when the API server does not serve the kind; null where it does, or did not answer.
    private long? _missing;
    private bool _isGone;

    // Ended to list again; a new one for each watch.
    private CancellationTokenSource? _relisting;
    private volatile bool _mustRelist;

    /// <summary>The kind.</summary>
    public ResourceType Type => _type;

    /// <summary>Whether the objects are known now.</summary>
    public InformerState State { get; private set; }

    /// <summary>
    /// Whether objects may be there that are not known: they may not be listed, or the API server does not serve the
    /// kind, but may do so once it has started.
    /// </summary>
    public bool IsUnseen =>
        State is InformerState.Starting or InformerState.Forbidden || State == InformerState.NotServed && !_isGone;

    /// <summary>
    /// Called when the objects are known that could not be listed before, or that there are none any more.
    /// </summary>
    public Action Learned { get; set; } = () => { };

    /// <summary>Called when all objects were listed, and each has been told of.</summary>
    public Action<ListedKind> Listed { get; set; } = _ => { };

    /// <summary>Ends when the objects were listed for the first time, or cannot be.</summary>
    public Task<InformerState> FirstState => _firstState.Task;

    /// <summary>
    /// Takes in an object that was there before, so that it is told of as gone where it is no more. Before it runs.
    /// </summary>
    public void Restore(ObjectKey key, string uid) => _uids[key] = uid;

    /// <summary>Lists the objects again, now or after what is being tried. Safe to call at any time.</summary>
    public void Relist()
    {
        _mustRelist = true;
        try
        {
            Volatile.Read(ref _relisting)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // That watch has just ended by itself.
        }
    }

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var delay = FirstDelay; ; )
        {
            var longest = LongestDelay;
            (var missing, _missing) = (_missing, null);
            try
            {
                if (_mustRelist)
                    (_mustRelist, _version) = (false, null);
                if (_type.Kind.Length == 0 && discovery is not null)
                    await DiscoverAsync(discovery, cancellationToken);
                _version ??= await ListAsync(cancellationToken);
                Enter(InformerState.Synced);
                var began = clock.GetTimestamp();
                await WatchAsync(_version, cancellationToken);
                // A watch that ends at once is one that does not work; its attempts are spaced as others are.
                if (clock.GetElapsedTime(began) > FirstDelay)
                {
                    delay = FirstDelay;
                    continue;
                }
            }
            catch (RefusedException exception)
            {
                Tell(exception);
                if (exception.State is { } state)
                {
                    var isGoneNow = state == InformerState.NotServed && await MissAsync(missing, cancellationToken);
                    Enter(state);
                    if (isGoneNow)
                        Learned();
                    _version = null;
                    longest = state == InformerState.NotServed && _type.IsCustom ? MissingDelay : RefusedDelay;
                }
            }
            catch (OperationCanceledException) when (_mustRelist && !cancellationToken.IsCancellationRequested)
            {
                continue;
            }
            catch (HttpRequestException exception)
            {
                // All kinds find the same: it is one trouble.
                trouble($"The API server at {server.Address} is unreachable: {exception.GetBaseException().Message}");
            }
            catch (Exception exception)
                when (exception is IOException or JsonException
                    || exception is OperationCanceledException && !cancellationToken.IsCancellationRequested
                )
            {
                trouble($"{_type.Name}: {exception.Message}");
            }
            // What the user has added may fail by itself; the others are not kept waiting by it.
            if (_type.IsCustom)
                _firstState.TrySetResult(State);
            await Task.Delay(delay * (0.5 + Random.Shared.NextDouble() / 2), clock, cancellationToken);
            delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, longest.Ticks));
        }
    }

    // What lasts is told once; that a cluster lacks a kind, only where the user has named it.
    private void Tell(RefusedException refused)
    {
        if ((refused.State ?? State) == InformerState.NotServed && !_type.IsCustom || refused.Message == _told)
            return;
        if (refused.State is not null)
            _told = refused.Message;
        trouble(refused.Message);
    }

    private async Task DiscoverAsync(Discovery asked, CancellationToken cancellationToken)
    {
        var (found, why) = await asked.FindAsync(_type, cancellationToken);
        _type =
            found ?? throw new RefusedException(InformerState.NotServed, $"{_type.Name}: {why ?? "it is not served"}");
        // Objects of a former run that may have been of this kind.
        foreach (var other in _uids.Keys.Where(key => key.Kind != _type.Kind).ToList())
            _uids.Remove(other);
    }

    private void Enter(InformerState state)
    {
        var isRegained = _firstState.Task.IsCompleted && state == InformerState.Synced && State != InformerState.Synced;
        State = state;
        if (state == InformerState.Synced)
            _isGone = false;
        _firstState.TrySetResult(state);
        if (!isRegained)
            return;
        _told = null;
        trouble($"{_type.Name}: access restored.");
        Learned();
    }

    /// <summary>Tells of all objects, and of those that are there no more.</summary>
    /// <returns>The resource version to watch from.</returns>
    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var (startedAt, count) = (clock.GetUtcNow(), 0);
        var vanished = new HashSet<ObjectKey>(_uids.Keys);
        string? next = null;
        while (true)
        {
            var query =
                $"{_type.Path}?limit={PageSize}{Selector()}{(next is null ? "" : $"&continue={Uri.EscapeDataString(next)}")}";
            using var page = await ReadPageAsync(query, cancellationToken);
            foreach (var item in page.RootElement.GetProperty("items"u8).EnumerateArray())
            {
                if (ReadIdentity(item) is not { } identity)
                    continue;
                vanished.Remove(identity.Key);
                await SeenAsync(identity.Key, identity.Uid, item, isListed: true, cancellationToken);
                count++;
            }
            var metadata = page.RootElement.GetProperty("metadata"u8);
            next = metadata.TryGetProperty("continue"u8, out var token) ? token.GetString() : null;
            if (!string.IsNullOrEmpty(next))
                continue;
            foreach (var key in vanished)
                await GoneAsync(key, cancellationToken);
            Listed(new ListedKind(_type, startedAt, count));
            return metadata.TryGetProperty("resourceVersion"u8, out var version) ? version.GetString() ?? "" : "";
        }
    }

    private async Task<JsonDocument> ReadPageAsync(string query, CancellationToken cancellationToken)
    {
        using var response = await server.GetAsync(query, cancellationToken);
        await ThrowIfRefusedAsync(response, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var page = await JsonDocument.ParseAsync(body, Json, cancellationToken);
        if (
            page.RootElement.ValueKind == JsonValueKind.Object
            && page.RootElement.TryGetProperty("items"u8, out var items)
            && items.ValueKind == JsonValueKind.Array
            && page.RootElement.TryGetProperty("metadata"u8, out var metadata)
            && metadata.ValueKind == JsonValueKind.Object
        )
            return page;
        page.Dispose();
        throw new JsonException("The response is not an object list. Is this the address of a Kubernetes API server?");
    }

    /// <summary>Tells of changes until the watch ends.</summary>
    private async Task WatchAsync(string version, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(WatchLength + Grace, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        Volatile.Write(ref _relisting, linked);
        if (_mustRelist)
            return;
        var query =
            $"{_type.Path}?watch=true&allowWatchBookmarks=true&timeoutSeconds={WatchLength.TotalSeconds:0}&resourceVersion={Uri.EscapeDataString(version)}{Selector()}";
        using var response = await server.GetAsync(query, linked.Token);
        if (response.StatusCode == HttpStatusCode.Gone)
        {
            _version = null;
            return;
        }
        await ThrowIfRefusedAsync(response, linked.Token);
        var reader = PipeReader.Create(await response.Content.ReadAsStreamAsync(linked.Token));
        try
        {
            var lines = new LineReader(reader, MaxLine, usesMemoryAgain: true);
            while (await lines.ReadAsync(linked.Token) is { } line)
            {
                if (line.Length > MaxLine)
                    throw new IOException($"A watch event has {line.Length} bytes; the limit is {MaxLine}.");
                _version = await ApplyAsync(line.Bytes, linked.Token);
                if (_version is null)
                    return;
            }
        }
        catch (IOException exception)
            when (exception is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded })
        {
            // The connection ended in the middle of the watch, as it does when the server restarts. What was seen was
            // seen.
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    /// <returns>The change's resource version; null where the server cannot go on from the last one.</returns>
    private async ValueTask<string?> ApplyAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        using var change = JsonDocument.Parse(line, Json);
        if (
            change.RootElement.ValueKind != JsonValueKind.Object
            || !change.RootElement.TryGetProperty("object"u8, out var item)
            || !change.RootElement.TryGetProperty("type"u8, out var kind)
        )
            throw new JsonException("The response is not a watch event.");
        switch (kind.ToString())
        {
            case "ADDED" or "MODIFIED" when ReadIdentity(item) is { } identity:
                await SeenAsync(identity.Key, identity.Uid, item, isListed: false, cancellationToken);
                break;
            case "DELETED" when ReadIdentity(item) is { } identity:
                await GoneAsync(identity.Key, cancellationToken);
                break;
            case "ERROR":
                if (
                    item.TryGetProperty("code"u8, out var code)
                    && code.TryGetInt32(out var number)
                    && number == (int)HttpStatusCode.Gone
                )
                    return null;
                var why = item.TryGetProperty("message"u8, out var message)
                    ? message.ToString()
                    : "the watch ended with an error";
                throw new RefusedException(null, $"{_type.Name}: {why}");
        }
        return
            item.TryGetProperty("metadata"u8, out var metadata)
            && metadata.TryGetProperty("resourceVersion"u8, out var version)
            ? version.GetString()
            : throw new JsonException("A watch event has no resourceVersion.");
    }

    private async ValueTask SeenAsync(
        ObjectKey key,
        string uid,
        JsonElement item,
        bool isListed,
        CancellationToken cancellationToken
    )
    {
        if (_uids.TryGetValue(key, out var known) && known != uid)
            await GoneAsync(key, cancellationToken);
        _uids[key] = uid;
        await observe(new ObservedObject(_type, key, uid, item, isListed), cancellationToken);
    }

    private async ValueTask GoneAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!_uids.Remove(key, out var uid))
            return;
        await observe(new ObservedObject(_type, key, uid, null), cancellationToken);
    }

    /// <summary>
    /// The API server does not serve the kind: its objects are gone with it, though nobody may have seen them go. While
    /// the kind has no name, those of a former run may be of any other, and who is told of it knows.
    /// </summary>
    /// <param name="since">Since when it does not; null where this is the first time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether there were objects that are known to be gone from now on.</returns>
    private async ValueTask<bool> MissAsync(long? since, CancellationToken cancellationToken)
    {
        _missing = since ?? clock.GetTimestamp();
        if (_isGone || since is not { } first || clock.GetElapsedTime(first) < MissingLength)
            return false;
        _isGone = true;
        if (_uids.Count == 0)
            return false;
        if (_type.Kind.Length > 0)
            foreach (var key in _uids.Keys.ToList())
                await GoneAsync(key, cancellationToken);
        return true;
    }

    private (ObjectKey Key, string Uid)? ReadIdentity(JsonElement item)
    {
        if (!item.TryGetProperty("metadata"u8, out var metadata) || !metadata.TryGetProperty("name"u8, out var name))
            return null;
        var space = metadata.TryGetProperty("namespace"u8, out var value) ? value.GetString() ?? "" : "";
        return (
            new ObjectKey(_type.Kind, space, name.GetString() ?? ""),
            metadata.TryGetProperty("uid"u8, out var uid) ? uid.GetString() ?? "" : ""
        );
    }

    private string Selector() =>
        _type.FieldSelector is { } selector ? $"&fieldSelector={Uri.EscapeDataString(selector)}" : "";

    private async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
            return;
        InformerState? state = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => InformerState.Forbidden,
            HttpStatusCode.NotFound => InformerState.NotServed,
            _ => null,
        };
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var reason = StatusMessage(text) ?? response.ReasonPhrase;
        // All kinds find the same: it is one trouble.
        throw new RefusedException(
            state,
            response.StatusCode == HttpStatusCode.Unauthorized
                ? $"The API server at {server.Address} rejects the agent's credentials: {reason}"
                : $"{_type.Name}: "
                    + $"{(State == InformerState.Synced && state is not null ? "access lost: " : "")}the "
                    + $"API server returned {(int)response.StatusCode}: {reason}"
        );
    }

    private static string? StatusMessage(string body)
    {
        try
        {
            using var status = JsonDocument.Parse(body);
            return
                status.RootElement.ValueKind == JsonValueKind.Object
                && status.RootElement.TryGetProperty("message"u8, out var message)
                ? message.ToString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>An answer other than success; with a state, one that lasts.</summary>
    private sealed class RefusedException(InformerState? state, string message) : Exception(message)
    {
        public InformerState? State { get; } = state;
    }
}
