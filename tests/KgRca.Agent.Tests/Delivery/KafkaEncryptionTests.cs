using System.Text;
using KgRca.Agent.Delivery;
using KgRca.Agent.Replay;
using KgRca.Agent.Tests.Deploy;
using KgRca.Contracts.Captures;
using KgRca.Testing;

namespace KgRca.Agent.Tests.Delivery;

/// <summary>
/// Writes to a real broker by encrypted connections. Its certificate is signed by an authority of the test's, and is
/// for the name <c>localhost</c>.
/// </summary>
public sealed class KafkaEncryptionTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TempFolder _folder = new();
    private KafkaBroker? _broker;

    private KafkaBroker Broker => _broker ?? throw new InvalidOperationException("There is no broker.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(KafkaBroker.Program is null, "KGRCA_TEST_KAFKA names no program that starts a Kafka broker.");
        _broker = await KafkaBroker.StartAsync(Token);
        await _broker.EncryptAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
            await _broker.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Send_AuthorityThatDidNotSign_SaysSoAndOnceTheRightOneIsThereNothingIsLost()
    {
        TestCertificates.Write("localhost", _folder["other.pem"], _folder["ca.pem"]);
        using var sender = new KafkaSender(Options(Broker.EncryptedClients, _folder["ca.pem"]), Patience);
        var refused = await Assert.ThrowsAsync<ReplayException>(() => sender.SendAsync([Line()], Token));
        Assert.Contains("KGRCA_KAFKA_CA_FILE", refused.Message);
        Assert.Contains("CA certificate", refused.Message);
        Assert.Empty(Broker.Read());
        File.Copy(Broker.CertificateAuthority, _folder["ca.pem"], overwrite: true);
        Assert.Empty(await sender.SendAsync([Line()], Token));
        Assert.Equal("key", Assert.Single(Broker.Read()).Key);
    }

    [Fact]
    public async Task Send_NameThatTheCertificateIsNotFor_SaysSo()
    {
        using var sender = new KafkaSender(
            Options(Broker.EncryptedClientsByAddress, Broker.CertificateAuthority),
            Patience
        );
        var refused = await Assert.ThrowsAsync<ReplayException>(() => sender.SendAsync([Line()], Token));
        Assert.Contains("use the hostnames in the brokers' certificates", refused.Message);
        Assert.Empty(Broker.Read());
    }

    [Fact]
    public void Probe_NoFileOfTheAuthority_NamesIt()
    {
        using var sender = new KafkaSender(Options(Broker.EncryptedClients, _folder["absent.pem"]), Patience);
        Assert.Contains(_folder["absent.pem"], sender.Probe());
    }

    [Fact]
    public void Probe_ListenerThatDoesNotEncrypt_SaysSo()
    {
        using var sender = new KafkaSender(Options(Broker.Clients, Broker.CertificateAuthority), Patience);
        Assert.Contains("connecting to a PLAINTEXT broker listener?", sender.Probe());
    }

    [Fact]
    public async Task Check_EncryptedBroker_IsWell()
    {
        var (_, output, _) = await Tool.TryAsync(
            "env",
            $"KGRCA_KAFKA_USERNAME={KafkaBroker.Client}",
            $"KGRCA_KAFKA_PASSWORD={KafkaBroker.Password}",
            $"KGRCA_KAFKA_CA_FILE={Broker.CertificateAuthority}",
            "dotnet",
            Path.Combine(AppContext.BaseDirectory, "KgRca.Agent.dll"),
            "check",
            "--kafka",
            Broker.EncryptedClients,
            "--kubeconfig",
            "/nowhere/config"
        );
        Assert.Contains(
            $"accepts user {KafkaBroker.Client}",
            string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        );
    }

    private static KafkaOptions Options(string brokers, string authority) =>
        new(
            brokers,
            KafkaBroker.Client,
            KafkaBroker.Client.Value,
            KafkaBroker.Password,
            null,
            authority,
            IsPlaintext: false
        );

    private static Line Line()
    {
        var line = Encoding.UTF8.GetBytes(
            """{"topic": "state.k8s.resource", "key": "key", "time": "2026-11-21T12:00:00.000Z", "value": {} }"""
        );
        return new Line(line, line.Length, 1);
    }
}
