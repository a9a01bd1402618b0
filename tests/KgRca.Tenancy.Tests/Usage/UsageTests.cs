using KgRca.Contracts.Identity;
using KgRca.Tenancy.Storage;
using KgRca.Tenancy.Usage;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Tests.Usage;

public sealed class SqliteUsageTests : UsageContract<Sqlite>;

public sealed class PostgresUsageTests : UsageContract<Postgres>;

public abstract class UsageContract<TDatabase> : TenancyContract<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    private static readonly DateOnly Today = new(2026, 3, 14);

    private UsageRecorder Recorder => Tenancy.Get<UsageRecorder>();

    [Fact]
    public async Task Flush_SeveralFlushes_AddUp()
    {
        var client = await CreateClientAsync();
        foreach (var quantity in new long[] { 3, 4 })
        {
            Recorder.Record(client, Meter.ApiCalls, quantity);
            await Recorder.FlushAsync(Cancellation);
        }
        Assert.Equal([new UsageRecord(client, Today, Meter.ApiCalls, 7)], await ReadAsync(client));
    }

    [Fact]
    public async Task Flush_TwoReplicas_AddUp()
    {
        var client = await CreateClientAsync();
        foreach (var recorder in new[] { Recorder, StartReplica().Get<UsageRecorder>() })
        {
            recorder.Record(client, Meter.BytesIngested, 5_000_000_000);
            await recorder.FlushAsync(Cancellation);
        }
        Assert.Equal([new UsageRecord(client, Today, Meter.BytesIngested, 10_000_000_000)], await ReadAsync(client));
    }

    [Fact]
    public async Task Flush_DatabaseOutOfReach_KeepsTheQuantitiesForTheNext()
    {
        var client = await CreateClientAsync();
        var contexts = new FailingContexts(Tenancy.Get<IDbContextFactory<TenancyContext>>()) { IsFailing = true };
        using var recorder = new UsageRecorder(new UsageStore(contexts), Clock);
        recorder.Record(client, Meter.EventsIngested, 5);
        await Assert.ThrowsAsync<TimeoutException>(() => recorder.FlushAsync(Cancellation));
        recorder.Record(client, Meter.EventsIngested, 2);
        contexts.IsFailing = false;
        await recorder.FlushAsync(Cancellation);
        Assert.Equal([new UsageRecord(client, Today, Meter.EventsIngested, 7)], await ReadAsync(client));
    }

    [Fact]
    public async Task Store_TheSameTotalsTwice_CountsThemOnce()
    {
        var client = await CreateClientAsync();
        var hour = new DateTimeOffset(Today, new TimeOnly(9, 0), TimeSpan.Zero);
        var store = Tenancy.Get<UsageStore>();
        foreach (var quantity in new long[] { 5, 9, 9, 7 })
            await store.StoreAsync(
                UsageStore.Graphs,
                [new HourTotal(client, hour, Meter.EventsIngested, quantity)],
                Cancellation
            );
        await store.StoreAsync("other", [new HourTotal(client, hour, Meter.EventsIngested, 1)], Cancellation);
        Assert.Equal([new UsageRecord(client, Today, Meter.EventsIngested, 10)], await ReadAsync(client));
        Assert.Equal(hour, await store.FindLastHourAsync(UsageStore.Graphs, client, Cancellation));
        Assert.Null(await store.FindLastHourAsync("nobody", client, Cancellation));
    }

    [Fact]
    public async Task Flush_AnswerThatWasLost_CountsOnce()
    {
        var client = await CreateClientAsync();
        Recorder.Record(client, Meter.ApiCalls, 3);
        await Recorder.FlushAsync(Cancellation);
        await Recorder.FlushAsync(Cancellation);
        Recorder.Record(client, Meter.ApiCalls, 1);
        await Recorder.FlushAsync(Cancellation);
        Assert.Equal(4, Assert.Single(await ReadAsync(client)).Quantity);
    }

    [Fact]
    public async Task Flush_WhileOthersRecord_LosesNothing()
    {
        var client = await CreateClientAsync();
        await Parallel.ForAsync(
            0,
            8,
            Cancellation,
            async (worker, cancellation) =>
            {
                for (var i = 0; i < 1_000; i++)
                    Recorder.Record(client, Meter.ApiCalls, 1);
                if (worker % 2 == 0)
                    await Recorder.FlushAsync(cancellation);
            }
        );
        await Recorder.FlushAsync(Cancellation);
        Assert.Equal(8_000, Assert.Single(await ReadAsync(client)).Quantity);
    }

    [Fact]
    public async Task Record_AcrossMidnight_CountsToTwoDays()
    {
        var client = await CreateClientAsync();
        Recorder.Record(client, Meter.ApiCalls, 1);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Recorder.Record(client, Meter.ApiCalls, 2);
        await Recorder.FlushAsync(Cancellation);
        Assert.Equal(
            [
                new UsageRecord(client, Today, Meter.ApiCalls, 1),
                new UsageRecord(client, Today.AddDays(1), Meter.ApiCalls, 2),
            ],
            await ReadAsync(client)
        );
    }

    [Fact]
    public async Task Flush_ClientDeletedMeanwhile_StillWritesTheOthers()
    {
        var (gone, stays) = (await CreateClientAsync(), await CreateClientAsync());
        Recorder.Record(gone, Meter.ApiCalls, 1);
        Recorder.Record(stays, Meter.ApiCalls, 1);
        await Clients.DeleteAsync(gone, Cancellation);
        await Recorder.FlushAsync(Cancellation);
        Assert.Empty(await ReadAsync(gone));
        Assert.Single(await ReadAsync(stays));
    }

    [Fact]
    public async Task Stop_UsageRecorded_IsWritten()
    {
        var client = await CreateClientAsync();
        await Tenancy.StartAsync(Cancellation);
        Recorder.Record(client, Meter.ApiCalls, 1);
        await Tenancy.StopAsync(Cancellation);
        Assert.Single(await StartReplica().Get<UsageStore>().ReadAsync(client, Today, Today, Cancellation));
    }

    private Task<IReadOnlyList<UsageRecord>> ReadAsync(TenantId client) =>
        Tenancy.Get<UsageStore>().ReadAsync(client, Today, Today.AddDays(1), Cancellation);
}
