using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using KgRca.Agent.Kubernetes;

namespace KgRca.Agent.Tests.Kubernetes;

/// <summary>
/// An API server in memory: lists in pages, watches from a resource version, forgets old changes, follows logs, ends
/// connections, and refuses, as it is told to.
/// </summary>
internal sealed class FakeApiServer : HttpMessageHandler
{
    private const int PageSize = 2;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly List<(int Version, string Line)> _history = [];
    private readonly List<Channel<string>> _watches = [];
    private readonly Queue<HttpStatusCode> _refusals = new();
    private readonly Dictionary<string, List<(DateTimeOffset Time, string Line)>> _logs = new(StringComparer.Ordinal);
    private readonly List<(string Log, Channel<string> Lines)> _follows = [];
    private int _version = 100;
    private int _compactedTo;

    /// <summary>Plurals and kinds that the group <c>example.com/v1</c> has; null while it is not served.</summary>
    public (string Plural, string Kind)[]? Custom { get; set; }

    public int Lists { get; private set; }

    public int Watches { get; private set; }

    /// <summary>How many requests for logs there were.</summary>
    public int Follows { get; private set; }

    /// <summary>How many logs are followed now, of those that were not ended.</summary>
    public int OpenFollows
    {
        get
        {
            lock (_lock)
                return _follows.Count(follow => !follow.Lines.Reader.Completion.IsCompleted);
        }
    }

    public ApiServer Connect() => new(new Uri("http://api.test/"), this, null, "test");

    public void Put(string name, string uid, string content = "")
    {
        lock (_lock)
        {
            var isNew = !_objects.ContainsKey(name);
            var item = new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = name,
                    ["namespace"] = "shop",
                    ["uid"] = uid,
                    ["resourceVersion"] = $"{++_version}",
                },
                ["spec"] = new JsonObject { ["content"] = content },
            };
            _objects[name] = item;
            Tell(isNew ? "ADDED" : "MODIFIED", item);
        }
    }

    public void Delete(string name)
    {
        lock (_lock)
        {
            if (!_objects.Remove(name, out var item))
                return;
            item["metadata"]!["resourceVersion"] = $"{++_version}";
            Tell("DELETED", item);
        }
    }

    /// <summary>Forgets all changes so far: a watch from before gets 410.</summary>
    public void Compact()
    {
        lock (_lock)
            _compactedTo = _version;
    }

    /// <summary>Ends all watches, in the middle of a line where <paramref name="torn"/>.</summary>
    public void Disconnect(bool torn = false)
    {
        lock (_lock)
        {
            foreach (var watch in _watches)
            {
                if (torn)
                    watch.Writer.TryWrite("{\"type\":\"MODIF");
                watch.Writer.Complete();
            }
            _watches.Clear();
        }
    }

    /// <summary>Has a container log a line.</summary>
    public void Log(string pod, string container, DateTimeOffset time, string text)
    {
        lock (_lock)
        {
            var line = $"{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fffffff}00Z {text}\n";
            LinesOf($"{pod}/{container}").Add((time, line));
            foreach (var (log, lines) in _follows)
                if (log == $"{pod}/{container}")
                    lines.Writer.TryWrite(line);
        }
    }

    /// <summary>
    /// Ends the connections of those who follow logs, in the middle of a line where <paramref name="torn"/>.
    /// </summary>
    public void EndLogs(bool torn = false)
    {
        lock (_lock)
        {
            foreach (var (_, lines) in _follows)
            {
                if (torn)
                    lines.Writer.TryWrite("2026-11-23T09");
                lines.Writer.Complete();
            }
            _follows.Clear();
        }
    }

    /// <summary>Answers the next request so.</summary>
    public void Refuse(HttpStatusCode status)
    {
        lock (_lock)
            _refusals.Enqueue(status);
    }

    public void Bookmark()
    {
        lock (_lock)
            Send($"{{\"type\":\"BOOKMARK\",\"object\":{{\"metadata\":{{\"resourceVersion\":\"{_version}\"}}}}}}\n");
    }

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var query = System.Web.HttpUtility.ParseQueryString(request.RequestUri!.Query);
        lock (_lock)
        {
            if (_refusals.TryDequeue(out var status))
                return Task.FromResult(Answer(status, """{"kind":"Status","message":"it is refused"}"""));
            if (request.RequestUri.AbsolutePath == "/apis/example.com/v1")
                return Task.FromResult(Discover());
            if (request.RequestUri.Segments is [_, "api/", "v1/", "namespaces/", "shop/", "pods/", var pod, "log"])
                return Task.FromResult(
                    Follow(
                        $"{pod}{query["container"]}",
                        DateTimeOffset.Parse(query["sinceTime"]!, System.Globalization.CultureInfo.InvariantCulture)
                    )
                );
            return Task.FromResult(
                query["watch"] == "true" ? Watch(int.Parse(query["resourceVersion"]!)) : List(query["continue"])
            );
        }
    }

    private HttpResponseMessage Discover() =>
        Custom is null
            ? Answer(HttpStatusCode.NotFound, "404 page not found")
            : Answer(
                HttpStatusCode.OK,
                JsonSerializer.Serialize(
                    new
                    {
                        resources = Custom.Select(entry => new
                        {
                            name = entry.Plural,
                            singularName = entry.Kind.ToLowerInvariant(),
                            kind = entry.Kind,
                            verbs = (string[])["list", "watch"],
                        }),
                    }
                )
            );

    private HttpResponseMessage List(string? after)
    {
        Lists++;
        var page = _objects
            .Where(entry => after is null || string.CompareOrdinal(entry.Key, after) > 0)
            .Take(PageSize)
            .ToList();
        var more = page.Count > 0 && string.CompareOrdinal(_objects.Keys.Last(), page[^1].Key) > 0;
        var metadata = new JsonObject { ["resourceVersion"] = $"{_version}" };
        if (more)
            metadata["continue"] = page[^1].Key;
        return Answer(
            HttpStatusCode.OK,
            new JsonObject
            {
                ["metadata"] = metadata,
                ["items"] = new JsonArray([.. page.Select(entry => entry.Value.DeepClone())]),
            }.ToJsonString()
        );
    }

    private HttpResponseMessage Watch(int version)
    {
        Watches++;
        if (version < _compactedTo)
            return Answer(
                HttpStatusCode.OK,
                """{"type":"ERROR","object":{"kind":"Status","code":410,"message":"too old resource version"}}""" + "\n"
            );
        var watch = Channel.CreateUnbounded<string>();
        foreach (var (at, line) in _history)
            if (at > version)
                watch.Writer.TryWrite(line);
        _watches.Add(watch);
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StreamContent(new ChannelStream(watch.Reader)),
        };
    }

    private HttpResponseMessage Follow(string log, DateTimeOffset since)
    {
        Follows++;
        var lines = Channel.CreateUnbounded<string>();
        foreach (var (time, line) in LinesOf(log))
            if (time >= since)
                lines.Writer.TryWrite(line);
        _follows.Add((log, lines));
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StreamContent(new ChannelStream(lines.Reader)),
        };
    }

    private List<(DateTimeOffset Time, string Line)> LinesOf(string log) =>
        _logs.TryGetValue(log, out var lines) ? lines : _logs[log] = [];

    private void Tell(string type, JsonObject item)
    {
        var line = JsonSerializer.Serialize(new { type, @object = item }) + "\n";
        _history.Add((_version, line));
        Send(line);
    }

    private void Send(string line)
    {
        foreach (var watch in _watches)
            watch.Writer.TryWrite(line);
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    /// <summary>A body that grows as lines come.</summary>
    private sealed class ChannelStream(ChannelReader<string> lines) : Stream
    {
        private ReadOnlyMemory<byte> _rest;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            if (_rest.IsEmpty)
            {
                if (!await lines.WaitToReadAsync(cancellationToken) || !lines.TryRead(out var line))
                    return 0;
                _rest = Encoding.UTF8.GetBytes(line);
            }
            var length = Math.Min(buffer.Length, _rest.Length);
            _rest[..length].CopyTo(buffer);
            _rest = _rest[length..];
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
