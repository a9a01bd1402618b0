using KgRca.Agent.Logs;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Agent.Tests.Logs;

/// <summary>A reducer whose records are kept.</summary>
internal sealed class ReducedLogs : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private readonly List<CaptureRecord> _records = [];
    private long _line;

    public ReducedLogs() => Reducer = new LogReducer("test", StoreAsync, Clock);

    public FakeTimeProvider Clock { get; } = new(Start);

    public LogReducer Reducer { get; }

    /// <summary>What storing fails with, while it does.</summary>
    public Exception? Failure { get; set; }

    public static ObjectReference Pod(string name = "cart-1") => new("Pod", name, "shop");

    /// <summary>A line of its own time.</summary>
    public LogLine Line(string message, string pod = "cart-1", Severity? severity = null) =>
        new(Start.AddMilliseconds(_line++), severity, message, Pod(pod), "server");

    public void Add(params string[] messages) => Reducer.Add([.. messages.Select(message => Line(message))]);

    /// <summary>What was made of the lines; without <paramref name="isAll"/>, only what is made at once.</summary>
    public async Task<List<Event>> EventsAsync(bool isAll = true)
    {
        for (var isDone = false; !isDone; )
        {
            isDone = !isAll || Reducer.Flush(isAll: true);
            await Reducer.SaveAsync(TestContext.Current.CancellationToken);
        }
        var events = _records.ConvertAll(Read);
        _records.Clear();
        return events;
    }

    /// <summary>The one event that the lines make.</summary>
    public async Task<Event> SingleAsync(params string[] messages)
    {
        Add(messages);
        return Assert.Single(await EventsAsync());
    }

    public void Dispose() => Reducer.Dispose();

    private static Event Read(CaptureRecord record)
    {
        Assert.Equal(DataTopic.Logs, record.Topic);
        var read = RecordParser.Parse(record.Topic, record.Value.Span, Start.AddMinutes(10));
        Assert.Null(read.Error);
        var made = Assert.IsType<Event>(read.Record);
        Assert.Equal(record.Key, made.EventId);
        return made;
    }

    private Task StoreAsync(IReadOnlyList<CaptureRecord> records, CancellationToken cancellationToken)
    {
        if (Failure is not null)
            return Task.FromException(Failure);
        _records.AddRange(records);
        return Task.CompletedTask;
    }
}
