using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KgRca.Contracts.Identity;
using KgRca.Tenancy.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Api.Tests.Ingestion;

/// <summary>Bodies that are not taken, or not to their end: each gets its own status, and says what was stored.</summary>
public sealed class RefusalTests
{
    private const string Line =
        """{"topic":"events.normalized","key":"k","time":"2026-11-21T12:00:00.000Z","value":{"event_id":"e","event_time":"2026-11-21T12:00:00.000Z","cluster":"c","source":"k8s.event","severity":"info","reason":"Pulled","message":"m","subject":{"kind":"Pod","namespace":"n","name":"p"}}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, br, zstd")]
    [InlineData("nonsense")]
    public async Task Post_UnknownEncoding_Is415(string encoding)
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Ingest);
        var (status, problem) = await PostAsync(http, new MemoryStream(Encoding.UTF8.GetBytes(Line)), encoding);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
        Assert.Contains("gzip", problem.GetProperty("detail").GetString());
        Assert.Empty(await api.ReadAsync(id, DataTopic.DeadLetter));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Post_DamagedBody_Is400(string encoding)
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Ingest);
        var (status, problem) = await PostAsync(http, new MemoryStream(Encoding.UTF8.GetBytes(Line)), encoding);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(0, problem.GetProperty("accepted_lines").GetInt64());
    }

    [Fact]
    public async Task Post_BodyTooLongUnpacked_Is413AndSaysHowMuchWasStored()
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Ingest);
        // One good batch, then spaces: large when unpacked, small on the way.
        using var body = new SpacesStream(Encoding.UTF8.GetBytes(Repeat($"{Line}\n", 500)), 270L << 20);
        var (status, problem) = await PostAsync(http, await ZipAsync(body), "gzip");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal("application/problem+json", problem.GetProperty("media_type").GetString());
        Assert.Equal(500, problem.GetProperty("accepted_lines").GetInt64());
    }

    [Fact]
    public async Task Post_BodyTooLong_Is413()
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Ingest);
        var (status, problem) = await PostAsync(http, new MemoryStream(new byte[270 << 20]), null);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal(0, problem.GetProperty("accepted_lines").GetInt64());
    }

    [Theory]
    [InlineData("\n")]
    [InlineData(" \r\n")]
    public async Task Post_BlankLinesWithoutEnd_Is413WhileHealthAnswers(string line)
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Ingest);
        var body = await ZipAsync(new MemoryStream(Encoding.UTF8.GetBytes(Repeat(line, 2_000_000))));
        var posts = Enumerable
            .Range(0, 4)
            .Select(_ => PostAsync(http, new MemoryStream(body.ToArray()), "gzip"))
            .ToList();
        using var anyone = api.Http(null);
        Assert.Equal(HttpStatusCode.OK, (await anyone.GetAsync("health/live", Cancellation)).StatusCode);
        foreach (var (status, problem) in await Task.WhenAll(posts))
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
            Assert.Contains("1000000 lines", problem.GetProperty("detail").GetString());
        }
    }

    [Fact]
    public async Task Post_InvalidLinesWithoutEnd_Is400AfterSome()
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Ingest);
        var body = new MemoryStream(Encoding.UTF8.GetBytes(Repeat("{}\n", 30_000)));
        var (status, problem) = await PostAsync(http, body, null);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.InRange(problem.GetProperty("accepted_lines").GetInt64(), 10_000, 11_000);
        Assert.Equal(100, problem.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task Post_KeyRevokedMeanwhile_Is401AndStoresNoMore()
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Ingest);
        using var body = new GatedStream(Encoding.UTF8.GetBytes(Repeat($"{Line}\n", 600)));
        var posting = PostAsync(http, body, null);
        while ((await api.ReadAsync(id, DataTopic.Events)).Count == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        var keys = api.Services.GetRequiredService<ApiKeyStore>();
        foreach (var key in await keys.ListAsync(id, Cancellation))
            await keys.RevokeAsync(id, key.Id, Cancellation);
        body.Open();
        var (status, problem) = await posting;
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal(500, problem.GetProperty("accepted_lines").GetInt64());
        Assert.Equal(500, (await api.ReadAsync(id, DataTopic.Events)).Count);
    }

    private static string Repeat(string line, int count) =>
        new StringBuilder(line.Length * count).Insert(0, line, count).ToString();

    private static async Task<MemoryStream> ZipAsync(Stream body)
    {
        var zipped = new MemoryStream();
        await using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            await body.CopyToAsync(gzip, Cancellation);
        zipped.Position = 0;
        return zipped;
    }

    /// <returns>The status and the answer, with its media type as a member.</returns>
    private static async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(
        HttpClient http,
        Stream body,
        string? encoding
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/ingest");
        request.Headers.ExpectContinue = true;
        request.Content = new StreamContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (encoding is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, Cancellation);
        var answer = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        answer?.AsObject().Add("media_type", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, JsonElement.Parse(answer?.ToJsonString() ?? "{}"));
    }

    /// <summary>Some bytes, then spaces.</summary>
    private sealed class SpacesStream(byte[] first, long length) : ReadOnlyStream
    {
        private long _read;

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, length - _read);
            if (_read < first.Length)
            {
                count = (int)Math.Min(count, first.Length - _read);
                first.AsSpan((int)_read, count).CopyTo(buffer);
            }
            else
            {
                buffer[..count].Fill((byte)' ');
            }
            _read += count;
            return count;
        }
    }

    /// <summary>Some bytes, and the same again once it is opened.</summary>
    private sealed class GatedStream(byte[] bytes) : ReadOnlyStream
    {
        private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _read;

        public void Open() => _gate.TrySetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (_read >= bytes.Length)
                await _gate.Task.WaitAsync(cancellationToken);
            return Read(buffer.Span);
        }

        public override int Read(Span<byte> buffer)
        {
            var at = _read % bytes.Length;
            var count = _read >= 2 * bytes.Length ? 0 : Math.Min(buffer.Length, bytes.Length - at);
            bytes.AsSpan(at, count).CopyTo(buffer);
            _read += count;
            return count;
        }
    }

    private abstract class ReadOnlyStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override Task<int> ReadAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Read(buffer.Span));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
