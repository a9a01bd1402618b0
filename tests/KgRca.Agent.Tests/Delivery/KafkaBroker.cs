using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using KgRca.Contracts.Identity;
using KgRca.Testing;

namespace KgRca.Agent.Tests.Delivery;

/// <summary>
/// A real broker of a test's own, started by the program that <c>KGRCA_TEST_KAFKA</c> names, with a client's topics and
/// its SCRAM user.
/// </summary>
internal sealed class KafkaBroker : IAsyncDisposable
{
    public const string Password = "correct-horse-battery";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-kafka-").FullName;
    private readonly int _port = FreePorts.First(4);
    private Process _process;

    private KafkaBroker() => _process = Start();

    public static TenantId Client { get; } = TenantId.Parse("client-acme-abc234");

    public static string? Program =>
        Environment.GetEnvironmentVariable("KGRCA_TEST_KAFKA") is { Length: > 0 } path ? path : null;

    /// <summary>Where clients log in.</summary>
    public string Clients => $"127.0.0.1:{_port + 1}";

    /// <summary>
    /// Where clients log in by an encrypted connection, under the one name that the broker's certificate is for.
    /// </summary>
    public string EncryptedClients => $"localhost:{_port + 3}";

    /// <summary>The same place under a name that the certificate is not for.</summary>
    public string EncryptedClientsByAddress => $"127.0.0.1:{_port + 3}";

    /// <summary>The file of who signed the broker's certificate, once it has one.</summary>
    public string CertificateAuthority => Path.Combine(_folder, "ca.pem");

    private string Internal => $"127.0.0.1:{_port}";

    /// <summary>Starts one, and makes the client's topics and user as onboarding does.</summary>
    public static async Task<KafkaBroker> StartAsync(CancellationToken cancellationToken)
    {
        var broker = new KafkaBroker();
        await broker.WaitAsync(broker._port + 1, cancellationToken);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.Internal }).Build();
        await admin.AlterUserScramCredentialsAsync([
            new UserScramCredentialUpsertion
            {
                User = Client.Value,
                ScramCredentialInfo = new ScramCredentialInfo
                {
                    Mechanism = ScramMechanism.ScramSha512,
                    Iterations = 4096,
                },
                Password = System.Text.Encoding.UTF8.GetBytes(Password),
            },
        ]);
        await admin.CreateTopicsAsync(
            TopicName.Inputs.Select(topic => new TopicSpecification
            {
                Name = new TopicName(Client, topic).ToString(),
                NumPartitions = 2,
                ReplicationFactor = 1,
            })
        );
        var binding = new AclBinding
        {
            Pattern = new ResourcePattern
            {
                Type = ResourceType.Topic,
                Name = $"{Client}.",
                ResourcePatternType = ResourcePatternType.Prefixed,
            },
            Entry = new AccessControlEntry
            {
                Principal = $"User:{Client}",
                Host = "*",
                Operation = AclOperation.Write,
                PermissionType = AclPermissionType.Allow,
            },
        };
        await admin.CreateAclsAsync([binding]);
        // The answer says that the controller has it; the broker learns of it a moment later.
        while ((await admin.DescribeAclsAsync(binding.ToFilter())).AclBindings.Count == 0)
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        return broker;
    }

    /// <summary>All that was written, in its order within each partition.</summary>
    public List<Message<string, byte[]>> Read()
    {
        using var consumer = new ConsumerBuilder<string, byte[]>(
            new ConsumerConfig
            {
                BootstrapServers = Internal,
                GroupId = "test",
                EnablePartitionEof = true,
                AutoOffsetReset = AutoOffsetReset.Earliest,
            }
        ).Build();
        var partitions = TopicName
            .Inputs.SelectMany(topic =>
                Enumerable
                    .Range(0, 2)
                    .Select(partition => new TopicPartitionOffset(
                        new TopicName(Client, topic).ToString(),
                        partition,
                        Offset.Beginning
                    ))
            )
            .ToList();
        consumer.Assign(partitions);
        var messages = new List<Message<string, byte[]>>();
        // A partition may say again that it has ended.
        for (var ended = new HashSet<TopicPartition>(); ended.Count < partitions.Count; )
        {
            var result = consumer.Consume(Patience) ?? throw new TimeoutException("The broker gave nothing.");
            if (result.IsPartitionEOF)
                ended.Add(result.TopicPartition);
            else
                messages.Add(result.Message);
        }
        return messages;
    }

    /// <summary>
    /// Starts it anew, with a listener for encrypted connections beside those it has: by the command that its program
    /// runs, with settings of ours.
    /// </summary>
    public async Task EncryptAsync(CancellationToken cancellationToken)
    {
        var command = (await File.ReadAllTextAsync($"/proc/{_process.Id}/cmdline", cancellationToken)).Split(
            '\0',
            StringSplitOptions.RemoveEmptyEntries
        );
        TestCertificates.Write("localhost", Path.Combine(_folder, "broker.pem"), CertificateAuthority);
        var settings = await File.ReadAllLinesAsync(command[^1], cancellationToken);
        var own = Path.Combine(_folder, "encrypted.properties");
        await File.WriteAllLinesAsync(
            own,
            [
                .. settings.Select(Extend),
                "listener.name.encrypted.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;",
                "listener.name.encrypted.ssl.keystore.type=PEM",
                $"listener.name.encrypted.ssl.keystore.location={Path.Combine(_folder, "broker.pem")}",
            ],
            cancellationToken
        );
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
        _process.Dispose();
        _process = Start(command[0], [.. command[1..^1], own]);
        await WaitAsync(_port + 3, cancellationToken);
    }

    /// <summary>Ends it by SIGKILL, and starts it anew.</summary>
    public async Task CrashAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
        _process = Start();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Process Start() => Start(Program!, ["--data", _folder, "--port", $"{_port}"]);

    private string Extend(string setting) =>
        setting.Split('=')[0] switch
        {
            "listeners" => $"{setting},ENCRYPTED://127.0.0.1:{_port + 3}",
            "advertised.listeners" => $"{setting},ENCRYPTED://{EncryptedClients}",
            "listener.security.protocol.map" => $"{setting},ENCRYPTED:SASL_SSL",
            _ => setting,
        };

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task WaitAsync(int port, CancellationToken cancellationToken)
    {
        for (var started = Stopwatch.StartNew(); ; await Task.Delay(Pause, TimeProvider.System, cancellationToken))
        {
            try
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (SocketException) when (started.Elapsed < Patience && !_process.HasExited)
            {
                // It is starting.
            }
        }
    }
}
