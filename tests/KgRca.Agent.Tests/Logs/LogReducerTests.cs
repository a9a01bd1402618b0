using KgRca.Agent.Logs;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Tests.Logs;

public sealed class LogReducerTests : IDisposable
{
    private readonly ReducedLogs _logs = new();

    [Fact]
    public async Task Add_Error_PassesWithAllThatTheEngineReads()
    {
        var made = await _logs.SingleAsync(
            "2026-11-23T09:00:00.123Z ERROR cart: connection refused by redis-cart:6379"
        );
        Assert.Equal(
            ("k8s.log", Severity.Error, "LogError"),
            (made.Source == EventSource.K8sLog ? "k8s.log" : "", made.Severity, made.Reason)
        );
        Assert.Equal("ERROR cart: connection refused by redis-cart:6379", made.Message);
        Assert.Equal(
            (ReducedLogs.Pod(), "server", 1, null),
            (made.Subject, made.Container, made.Count, made.FirstTime)
        );
        Assert.Equal(ReducedLogs.Start, made.EventTime);
    }

    [Fact]
    public async Task Add_ErrorAndThenAnotherLine_MakesTheErrorAtOnce()
    {
        _logs.Add("ERROR it is broken", "INFO something else");
        Assert.Equal("ERROR it is broken", Assert.Single(await _logs.EventsAsync(isAll: false)).Message);
    }

    [Fact]
    public async Task Flush_ErrorThatNothingFollows_PassesOnceNothingCanFollow()
    {
        _logs.Add("ERROR it is broken");
        Assert.Empty(await _logs.EventsAsync(isAll: false));
        _logs.Clock.Advance(LogLimits.Join);
        _logs.Reducer.Flush(isAll: false);
        Assert.Single(await _logs.EventsAsync(isAll: false));
    }

    [Fact]
    public async Task Add_ManyErrorsOfATemplate_PassesSomeAndCountsTheRest()
    {
        for (var i = 0; i < 50; i++)
            _logs.Add($"ERROR order {i} could not be placed");
        var made = await _logs.EventsAsync();
        Assert.Equal(LogLimits.ErrorsOfTemplate, made.Count(one => one.Count == 1));
        var rest = Assert.Single(made, one => one.Count > 1);
        Assert.Equal((50 - LogLimits.ErrorsOfTemplate, Severity.Error), (rest.Count, rest.Severity));
        Assert.True(rest.FirstTime < rest.EventTime);
    }

    [Fact]
    public async Task Add_ErrorsOfManyTemplates_BoundsAContainersRecords()
    {
        for (var i = 0; i < 1_000; i++)
            _logs.Add($"ERROR {Word(i)} is broken");
        var made = await _logs.EventsAsync();
        Assert.InRange(
            made.Count,
            LogLimits.PassedOfContainer,
            LogLimits.PassedOfContainer + LogLimits.SignalTemplates + 1
        );
        Assert.Equal(1_000, made.Sum(one => one.Count));
        Assert.Contains("more lines", made[^1].Message, StringComparison.Ordinal);
        Assert.True(_logs.Reducer.Counts.Omitted > 0);
    }

    [Fact]
    public async Task Flush_MinuteIsOver_SendsOneEventATemplate()
    {
        for (var i = 0; i < 40; i++)
            _logs.Add($"GET /cart/{i} took {i} ms", $"user \"{Word(i)}\" came from 10.0.0.{i}:80");
        _logs.Reducer.Flush(isAll: false);
        Assert.Empty(await _logs.EventsAsync(isAll: false));
        _logs.Clock.Advance(LogLimits.Interval);
        _logs.Reducer.Flush(isAll: false);
        var made = await _logs.EventsAsync(isAll: false);
        Assert.Equal(
            [("GET /cart/0 took 0 ms", 40), ("user \"aaa\" came from 10.0.0.0:80", 40)],
            made.Select(one => (one.Message, one.Count))
        );
        Assert.All(made, one => Assert.Equal((Severity.Info, "LogInfo"), (one.Severity, one.Reason)));
    }

    [Fact]
    public async Task Flush_NewInterval_PassesErrorsAgain()
    {
        for (var minute = 0; minute < 3; minute++)
        {
            for (var i = 0; i < 30; i++)
                _logs.Add("ERROR it is broken");
            _logs.Clock.Advance(LogLimits.Interval);
            _logs.Reducer.Flush(isAll: false);
            var made = await _logs.EventsAsync(isAll: false);
            Assert.Equal((LogLimits.ErrorsOfTemplate + 1, 30), (made.Count, made.Sum(one => one.Count)));
        }
    }

    [Fact]
    public void Flush_NothingMoreOfATemplate_ForgetsIt()
    {
        _logs.Add("nothing of note");
        Assert.Equal(1, _logs.Reducer.Counts.Templates);
        for (var i = 0; i < 2; i++)
        {
            _logs.Clock.Advance(LogLimits.Interval);
            _logs.Reducer.Flush(isAll: false);
        }
        Assert.Equal(0, _logs.Reducer.Counts.Templates);
    }

    [Fact]
    public async Task Add_MoreContainersThanAreTold_MakesRoomAndLosesNothing()
    {
        for (var i = 0; i < LogLimits.Containers + 10; i++)
            _logs.Reducer.Add(_logs.Line("it works", pod: $"pod-{i}"));
        Assert.InRange(_logs.Reducer.Counts.Containers, 1, LogLimits.Containers);
        Assert.Equal(LogLimits.Containers + 10, (await _logs.EventsAsync()).Sum(one => one.Count));
    }

    [Fact]
    public async Task Flush_ManyContainersOfWhichEachWritesLittle_CountsEachForAMinute()
    {
        for (var round = 0; round < 3; round++)
        for (var i = 0; i < 5_000; i++)
            _logs.Reducer.Add(_logs.Line($"it works {round}", pod: $"pod-{i}"));
        _logs.Clock.Advance(LogLimits.Interval);
        _logs.Reducer.Flush(isAll: false);
        var made = await _logs.EventsAsync(isAll: false);
        Assert.Equal(5_000, made.Count);
        Assert.All(made, one => Assert.Equal(3, one.Count));
    }

    [Fact]
    public async Task Flush_ContainerThatIsSilent_IsForgottenOnceNothingOfItWaits()
    {
        _logs.Add("it works");
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(1, _logs.Reducer.Counts.Containers);
            _logs.Clock.Advance(LogLimits.Interval);
            _logs.Reducer.Flush(isAll: false);
        }
        Assert.Equal(0, _logs.Reducer.Counts.Containers);
        Assert.Equal(1, Assert.Single(await _logs.EventsAsync(isAll: false)).Count);
    }

    [Fact]
    public async Task Flush_MoreIsDueThanMayWait_SendsAllInTurn()
    {
        for (var i = 0; i < 6_000; i++)
            _logs.Reducer.Add(_logs.Line("it works", pod: $"pod-{i}"), _logs.Line("another line", pod: $"pod-{i}"));
        _logs.Clock.Advance(LogLimits.Interval);
        var made = new List<Event>();
        for (var isDone = false; !isDone; made.AddRange(await _logs.EventsAsync(isAll: false)))
            isDone = _logs.Reducer.Flush(isAll: false);
        Assert.Equal(12_000, made.Count);
        Assert.Equal(0, _logs.Reducer.Counts.Dropped);
    }

    [Fact]
    public async Task RunAsync_EndsWithMoreThanMayWait_SendsAll()
    {
        using var ending = new CancellationTokenSource();
        var running = _logs.Reducer.RunAsync(message => Assert.Fail(message), ending.Token);
        for (var i = 0; i < 6_000; i++)
            _logs.Reducer.Add(_logs.Line("it works", pod: $"pod-{i}"), _logs.Line("another line", pod: $"pod-{i}"));
        await ending.CancelAsync();
        await running;
        Assert.Equal(12_000, (await _logs.EventsAsync(isAll: false)).Count);
    }

    [Fact]
    public async Task Flush_TemplatesThatBeganAtOtherTimes_SendsEachOnceItsMinuteIsOver()
    {
        _logs.Add("it works");
        _logs.Clock.Advance(LogLimits.Interval / 2);
        _logs.Add("another line");
        string[] expected = ["it works", "another line"];
        foreach (var text in expected)
        {
            _logs.Clock.Advance(LogLimits.Interval / 2);
            _logs.Reducer.Flush(isAll: false);
            Assert.Equal([text], (await _logs.EventsAsync(isAll: false)).Select(one => one.Message));
        }
    }

    [Fact]
    public async Task Add_BatchIsRepeated_CountsOnce()
    {
        LogLine[] batch = [_logs.Line("ERROR first"), _logs.Line("it works"), _logs.Line("ERROR second")];
        _logs.Reducer.Add(batch);
        _logs.Reducer.Add(batch);
        Assert.Equal(3, (await _logs.EventsAsync()).Sum(one => one.Count));
        Assert.Equal(3, _logs.Reducer.Counts.Repeats);
    }

    [Fact]
    public async Task Add_LinesOfOneTimeAndTextInABatch_AreTold()
    {
        var line = _logs.Line("ERROR it is broken");
        _logs.Reducer.Add(line, line);
        var made = await _logs.EventsAsync();
        Assert.Equal(2, made.Select(one => one.EventId).Distinct().Count());
    }

    [Fact]
    public async Task Add_SameLinesToAnotherReducer_GiveTheSameIds()
    {
        using var other = new ReducedLogs();
        LogLine[] batch = [_logs.Line("ERROR first"), _logs.Line("ERROR second"), _logs.Line("it works")];
        _logs.Reducer.Add(batch);
        other.Reducer.Add(batch);
        Assert.Equal(
            (await _logs.EventsAsync()).Select(one => one.EventId),
            (await other.EventsAsync()).Select(one => one.EventId)
        );
    }

    [Fact]
    public async Task Add_CredentialInAMessage_IsMasked()
    {
        var made = await _logs.SingleAsync("ERROR cannot reach postgres://app:hunter2@db:5432, password=hunter2");
        Assert.DoesNotContain("hunter2", made.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_MessageIsLong_KeepsItsBeginningAndItsEnd()
    {
        var made = await _logs.SingleAsync($"ERROR begins {new string('x', 15_000)} ends here");
        Assert.Equal(LogLimits.Message, made.Message.Length);
        Assert.StartsWith("ERROR begins", made.Message, StringComparison.Ordinal);
        Assert.EndsWith("ends here", made.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("2099-01-01T00:00:00Z")]
    public async Task Add_TimeThatNoRecordMayBear_IsNow(string time)
    {
        _logs.Reducer.Add(
            new LogLine(
                DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture),
                null,
                "ERROR it is broken",
                ReducedLogs.Pod(),
                null
            )
        );
        Assert.Equal(ReducedLogs.Start, Assert.Single(await _logs.EventsAsync()).EventTime);
    }

    [Fact]
    public async Task Save_StoringFails_KeepsTheRecordsForTheNextTime()
    {
        _logs.Failure = new IOException("The disk is full.");
        _logs.Add("ERROR it is broken", "it works");
        await Assert.ThrowsAsync<IOException>(() => _logs.Reducer.SaveAsync(TestContext.Current.CancellationToken));
        _logs.Failure = null;
        Assert.Single(await _logs.EventsAsync(isAll: false));
    }

    [Fact]
    public async Task Save_StoringFailsForLong_BoundsWhatWaits()
    {
        _logs.Failure = new IOException("The disk is full.");
        for (var i = 0; i < LogLimits.Waiting + 500; i++)
            _logs.Reducer.Add(_logs.Line("{\"level\":\"error\",\"msg\":\"it is broken\"}", pod: $"pod-{i}"));
        _logs.Failure = null;
        var made = await _logs.EventsAsync(isAll: false);
        Assert.InRange(made.Count, LogLimits.Waiting * 9 / 10, LogLimits.Waiting);
        Assert.Equal(LogLimits.Waiting + 500, made.Count + _logs.Reducer.Counts.Dropped);
    }

    [Fact]
    public async Task Run_Cancelled_SavesWhatIsLeft()
    {
        using var ending = new CancellationTokenSource();
        var run = _logs.Reducer.RunAsync(trouble => Assert.Fail(trouble), ending.Token);
        _logs.Add("it works", "ERROR it is broken");
        await ending.CancelAsync();
        await run;
        Assert.Equal(2, (await _logs.EventsAsync(isAll: false)).Count);
    }

    public void Dispose() => _logs.Dispose();

    private static string Word(int number) =>
        $"{(char)('a' + number / 676 % 26)}{(char)('a' + number / 26 % 26)}{(char)('a' + number % 26)}";
}
