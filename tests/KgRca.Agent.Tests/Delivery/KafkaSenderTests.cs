using System.Globalization;
using System.Text;
using KgRca.Agent.Delivery;
using KgRca.Agent.Replay;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Tests.Delivery;

/// <summary>Writes to a real broker as a client's user, who may write to the client's topics alone.</summary>
public sealed class KafkaSenderTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(90);

    private KafkaBroker? _broker;

    private KafkaBroker Broker => _broker ?? throw new InvalidOperationException("There is no broker.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(KafkaBroker.Program is null, "KGRCA_TEST_KAFKA names no program that starts a Kafka broker.");
        _broker = await KafkaBroker.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
            await _broker.DisposeAsync();
    }

    [Fact]
    public async Task Send_Records_AreInTheClientsTopicsOnceWithKeyTimeAndOrder()
    {
        using var sender = Sender();
        var lines = Lines(0, 300);
        Assert.Empty(await sender.SendAsync(lines, Token));
        var messages = Broker.Read();
        Assert.Equal(300, messages.Count);
        foreach (var ofKey in messages.GroupBy(message => message.Key))
            Assert.Equal(
                Enumerable.Range(0, 300).Where(number => KeyOf(number) == ofKey.Key),
                ofKey.Select(message => NumberOf(message.Value))
            );
        Assert.All(messages, message => Assert.Equal(TimeOf(NumberOf(message.Value)), message.Timestamp.UtcDateTime));
    }

    [Fact]
    public async Task Send_Heartbeat_IsWrittenUnderTheClustersName()
    {
        using var sender = Sender();
        var heartbeats = new Heartbeats("prod", () => new SpoolState(0, 0, 7, null), TimeProvider.System);
        Assert.Empty(await sender.SendAsync([heartbeats.Next(1200)], Token));
        var message = Assert.Single(Broker.Read());
        var read = Assert.IsType<Heartbeat>(
            RecordParser.Parse(DataTopic.Heartbeats, message.Value, TimeProvider.System.GetUtcNow()).Record
        );
        Assert.Equal(("prod", "prod", 7L, 1200L), (message.Key, read.Cluster, read.Dropped, read.Records));
    }

    [Fact]
    public async Task Send_BrokerKilledInTheMiddle_LosesNothingAndKeepsTheOrderOfAKey()
    {
        using var sender = Sender(Long);
        await sender.SendAsync(Lines(0, 100), Token);
        var crashing = Broker.CrashAsync(Token);
        for (var first = 100; first < 500; first += 100)
            await sender.SendAsync(Lines(first, 100), Token);
        await crashing;
        var messages = Broker.Read();
        foreach (var ofKey in messages.GroupBy(message => message.Key))
            Assert.Equal(
                Enumerable.Range(0, 500).Where(number => KeyOf(number) == ofKey.Key),
                ofKey.Select(message => NumberOf(message.Value)).Distinct()
            );
    }

    [Fact]
    public async Task Send_WrongPassword_SaysSoAndTheRightOneInTheFileIsUsedNext()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "wrong", Token);
        using var sender = new KafkaSender(Options() with { Password = null, PasswordFile = file }, Patience);
        var refused = await Assert.ThrowsAsync<ReplayException>(() => sender.SendAsync(Lines(0, 1), Token));
        Assert.Contains($"rejects user {KafkaBroker.Client}", refused.Message);
        Assert.DoesNotContain("wrong\"", refused.Message);
        await File.WriteAllTextAsync(file, KafkaBroker.Password + "\n", Token);
        Assert.Empty(await sender.SendAsync(Lines(0, 1), Token));
        Assert.Single(Broker.Read());
        File.Delete(file);
    }

    [Fact]
    public async Task Send_TopicsOfAnotherClient_SaysThatItMayNot()
    {
        using var sender = new KafkaSender(Options() with { Client = TenantId.Parse("client-other-abc234") }, Patience);
        var refused = await Assert.ThrowsAsync<ReplayException>(() => sender.SendAsync(Lines(0, 1), Token));
        Assert.Contains("has no permission to write to the topics of client-other-abc234", refused.Message);
    }

    [Fact]
    public async Task Send_RecordTooLargeOrNone_IsGivenUpAndTheOthersAreWritten()
    {
        using var sender = Sender();
        var large = Line(
            1,
            $$$"""{"number": 1, "text": "{{{Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(1 << 20))}}}"}"""
        );
        var rejected = await sender.SendAsync(
            [Lines(0, 1)[0], large, new Line("no record"u8.ToArray(), 9, 2), Lines(3, 1)[0]],
            Token
        );
        Assert.Equal([1, 2], rejected.Select(line => line.Line));
        Assert.Equal([0, 3], Broker.Read().Select(message => NumberOf(message.Value)).Order());
    }

    [Fact]
    public async Task Send_NobodyThere_SaysThatItCannotBeReached()
    {
        using var sender = new KafkaSender(Options() with { Brokers = "127.0.0.1:1" }, TimeSpan.FromSeconds(2));
        var refused = await Assert.ThrowsAsync<ReplayException>(() => sender.SendAsync(Lines(0, 1), Token));
        Assert.Contains("127.0.0.1:1 is unreachable", refused.Message);
    }

    [Fact]
    public void Probe_AllIsWell_FindsNothingAndSendsNothing()
    {
        using var sender = Sender();
        Assert.Null(sender.Probe());
        Assert.Empty(Broker.Read());
    }

    [Theory]
    [InlineData(
        "client-other-abc234",
        KafkaBroker.Password,
        "has no permission to write to the topics of client-other-abc234"
    )]
    [InlineData("client-acme-abc234", "wrong", "rejects user client-acme-abc234")]
    public void Probe_SomethingIsWrong_SaysIt(string client, string password, string said)
    {
        using var sender = new KafkaSender(
            Options() with
            {
                Client = TenantId.Parse(client),
                Password = password,
            },
            Patience
        );
        Assert.Contains(said, sender.Probe());
    }

    private KafkaSender Sender(TimeSpan? patience = null) => new(Options(), patience ?? Long);

    private KafkaOptions Options() =>
        new(
            Broker.Clients,
            KafkaBroker.Client,
            KafkaBroker.Client.Value,
            KafkaBroker.Password,
            null,
            null,
            IsPlaintext: true
        );

    private static List<Line> Lines(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(number => Line(number, $$"""{"number": {{number}} }"""))];

    private static Line Line(int number, string value)
    {
        var topic = TopicName.Suffix(TopicName.Inputs[number % 3]);
        var line = Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"topic": "{{topic}}", "key": "{{KeyOf(number)}}", "time": "{{TimeOf(number):yyyy-MM-ddTHH:mm:ss.fffZ}}", "value": {{value}} }"""
            )
        );
        return new Line(line, line.Length, number);
    }

    // A key belongs to one topic, as objects do.
    private static string KeyOf(int number) => $"key-{number % 3}-{number % 7}";

    private static DateTime TimeOf(int number) =>
        new DateTime(2026, 11, 21, 12, 0, 0, DateTimeKind.Utc).AddMilliseconds(number);

    private static int NumberOf(byte[] value)
    {
        using var json = System.Text.Json.JsonDocument.Parse(value);
        return json.RootElement.GetProperty("number").GetInt32();
    }
}
