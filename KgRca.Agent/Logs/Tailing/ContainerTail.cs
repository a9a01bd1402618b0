using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Logs.Reading;
using KgRca.Contracts.Captures;

namespace KgRca.Agent.Logs.Tailing;

/// <summary>Follows containers' logs, and goes on where a connection has ended.</summary>
/// <param name="server">Where the logs are.</param>
/// <param name="reducer">Takes the lines.</param>
/// <param name="trouble">Told of logs that cannot be read.</param>
/// <param name="clock">Times the attempts.</param>
/// <param name="since">The time from which on lines are taken.</param>
internal sealed class ContainerTail(
    ApiServer server,
    LogReducer reducer,
    Action<string> trouble,
    TimeProvider clock,
    DateTimeOffset since
)
{
    private const int MaxLine = LogLimits.Line * 2;
    private const int ToldAfter = 3;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private int _isRefused;

    /// <summary>Follows a container until it has ended for good and was read.</summary>
    public async Task FollowAsync(TailedPod pod, string container, CancellationToken cancellationToken)
    {
        var position = new Position { Last = since };
        var delay = FirstDelay;
        for (var failures = 0; ; )
        {
            var isOver = pod.IsOver(container);
            try
            {
                var from = position.Last;
                await ReadAsync(pod, container, position, cancellationToken);
                if (isOver)
                    return;
                (failures, delay) = (0, position.Last > from ? FirstDelay : delay);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                // A container that has just begun may have no log yet.
                if (++failures == ToldAfter)
                    Tell(pod, container, exception);
            }
            await Task.Delay(delay * (0.5 + Random.Shared.NextDouble() / 2), clock, cancellationToken);
            delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LongestDelay.Ticks));
        }
    }

    /// <summary>Reads a container's log to its end.</summary>
    private async Task ReadAsync(
        TailedPod pod,
        string container,
        Position position,
        CancellationToken cancellationToken
    )
    {
        var from = position.Last;
        using var response = await server.GetAsync(Path(pod, container, from), cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException(
                $"the API server answered {(int)response.StatusCode}",
                null,
                response.StatusCode
            );
        var reader = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellationToken));
        try
        {
            var lines = new LineReader(reader, MaxLine, usesMemoryAgain: true);
            while (await lines.ReadAsync(cancellationToken) is { } line)
                if (Read(pod, container, line.Bytes.Span) is { } read && read.Time >= from)
                    Take(read, position);
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private void Take(LogLine line, Position position)
    {
        reducer.Add(line);
        if (line.Time > position.Last)
            position.Last = line.Time.Value;
    }

    // 2026-11-23T09:00:00.000000000Z text. What bears no time is the kubelet's own word.
    private static LogLine? Read(TailedPod pod, string container, ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line);
        return LineTimes.TryRead(text, out var read) && read.HasZone && read.Length < text.Length
            ? new LogLine(read.Time, null, text[(read.Length + 1)..], pod.Subject, container)
            : null;
    }

    // The API server counts seconds: what it sends again of one is passed over, by its time here and as a repeated line
    // by the reducer.
    private static string Path(TailedPod pod, string container, DateTimeOffset from) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"api/v1/namespaces/{Uri.EscapeDataString(pod.Subject.Namespace!)}/pods/{Uri.EscapeDataString(pod.Subject.Name)}/log"
                + $"?container={Uri.EscapeDataString(container)}&follow=true&timestamps=true&sinceTime={from.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"
        );

    private void Tell(TailedPod pod, string container, Exception exception)
    {
        if (exception is HttpRequestException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden })
        {
            // It holds for all containers alike.
            if (Interlocked.Exchange(ref _isRefused, 1) == 0)
                trouble($"Logs cannot be followed: {exception.Message}. The account may not get pods/log.");
        }
        else
            trouble(
                $"The log of {pod.Subject.Namespace}/{pod.Subject.Name}, container {container}, cannot be "
                    + $"read: {exception.Message}. It is tried again."
            );
    }

    /// <summary>How far a container's log was read.</summary>
    private sealed class Position
    {
        public DateTimeOffset Last { get; set; }
    }
}
