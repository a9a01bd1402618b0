using Confluent.Kafka;
using KgRca.Agent.Replay;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;

namespace KgRca.Agent.Delivery;

/// <summary>
/// Writes records to a client's topics. A record counts as sent once all replicas of its partition have it; records of
/// one key keep their order. Where a batch fails, all of it is sent again: the platform knows what it has already.
/// </summary>
/// <param name="options">Where, and as whom.</param>
/// <param name="patience">How long brokers may take for a batch.</param>
internal sealed class KafkaSender(KafkaOptions options, TimeSpan patience) : IDisposable
{
    /// <summary>How long brokers may take for a batch, unless said otherwise.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private IProducer<string, ReadOnlyMemory<byte>>? _producer;
    private Error? _last;

    /// <inheritdoc cref="SendLines"/>
    public async Task<IReadOnlyList<RejectedLine>> SendAsync(
        IReadOnlyList<Line> lines,
        CancellationToken cancellationToken
    )
    {
        try
        {
            _producer ??= Connect();
            var written = await Task.WhenAll(
                lines.Select(line => WriteAsync(_producer, line, cancellationToken)).ToList()
            );
            return [.. written.OfType<RejectedLine>()];
        }
        catch (Exception exception)
            when (exception is KafkaException or IOException or UnauthorizedAccessException or InvalidOperationException
            )
        {
            // A new connection reads the password anew, and knows nothing of what went wrong.
            Close();
            throw new ReplayException(Tell(exception), exception);
        }
    }

    /// <summary>
    /// Whether the brokers can be reached, take the user, and let them see the client's topics. Sends nothing.
    /// </summary>
    /// <returns>What is wrong, in a sentence; null where nothing is.</returns>
    public string? Probe()
    {
        try
        {
            _producer ??= Connect();
            using var admin = new DependentAdminClientBuilder(_producer.Handle).Build();
            var topics = TopicName.Inputs.Select(topic =>
                admin.GetMetadata(new TopicName(options.Client, topic).ToString(), patience).Topics[0].Error
            );
            return topics.FirstOrDefault(error => error.IsError) is { } error ? Tell(new KafkaException(error)) : null;
        }
        catch (Exception exception)
            when (exception is KafkaException or IOException or UnauthorizedAccessException or InvalidOperationException
            )
        {
            return Tell(exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private static bool IsTooLarge(Error error) =>
        error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge;

    private async Task<RejectedLine?> WriteAsync(
        IProducer<string, ReadOnlyMemory<byte>> producer,
        Line line,
        CancellationToken cancellationToken
    )
    {
        if (CaptureRecord.TryRead(line.Bytes, out var record) is { } error)
            return new RejectedLine(line.Number, error.ToString());
        try
        {
            var message = new Message<string, ReadOnlyMemory<byte>>
            {
                Key = record.Key,
                Value = record.Value,
                Timestamp = new Timestamp(record.Time),
            };
            await producer.ProduceAsync(
                new TopicName(options.Client, record.Topic).ToString(),
                message,
                cancellationToken
            );
            return null;
        }
        catch (ProduceException<string, ReadOnlyMemory<byte>> exception) when (IsTooLarge(exception.Error))
        {
            return new RejectedLine(
                line.Number,
                $"It has {record.Value.Length} bytes, which exceeds the brokers' message size limit."
            );
        }
    }

    private IProducer<string, ReadOnlyMemory<byte>> Connect()
    {
        _last = null;
        return new ProducerBuilder<string, ReadOnlyMemory<byte>>(Settings())
            .SetValueSerializer(Bytes.Instance)
            .SetErrorHandler((_, error) => Note(error))
            .SetLogHandler((_, _) => { })
            .Build();
    }

    private ProducerConfig Settings() =>
        new()
        {
            BootstrapServers = options.Brokers,
            SecurityProtocol = options.IsPlaintext ? SecurityProtocol.SaslPlaintext : SecurityProtocol.SaslSsl,
            SaslMechanism = SaslMechanism.ScramSha512,
            SaslUsername = options.User,
            SaslPassword = options.Password ?? File.ReadAllText(options.PasswordFile ?? "").Trim(),
            SslCaLocation = options.CertificateAuthority,
            EnableIdempotence = true,
            Acks = Acks.All,
            CompressionType = CompressionType.Lz4,
            // As Java's clients do, so that whoever writes a key writes it to one partition.
            Partitioner = Partitioner.Murmur2Random,
            LingerMs = 5,
            MessageTimeoutMs = (int)patience.TotalMilliseconds,
            MessageMaxBytes = 2 << 20,
            QueueBufferingMaxKbytes = 16 << 10,
            SocketTimeoutMs = 10_000,
            ClientId = "kgrca-agent",
        };

    // What is wrong with the connection is more to the point than that the records took too long.
    private void Note(Error error)
    {
        lock (_lock)
            if (_last?.Code is not (ErrorCode.Local_Authentication or ErrorCode.Local_Ssl))
                _last = error;
    }

    private string Tell(Exception exception)
    {
        var error = (exception as KafkaException)?.Error;
        lock (_lock)
            if (
                error
                is null
                    or {
                        Code: ErrorCode.Local_MsgTimedOut
                            or ErrorCode.Local_TimedOut
                            or ErrorCode.Local_Fatal
                            or ErrorCode.Local_Transport
                            or ErrorCode.Local_PurgeQueue
                    }
            )
                error = _last ?? error;
        var at = $"Kafka at {options.Brokers}";
        return error?.Code switch
        {
            null when exception.Message.Contains("ssl.ca.location", StringComparison.Ordinal) =>
                $"{at}: {options.CertificateAuthority} (KGRCA_KAFKA_CA_FILE) contains no "
                    + $"valid PEM certificates ({exception.Message}).",
            null => $"{at}: {exception.Message}",
            ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed =>
                $"{at} rejects user {options.User}: wrong user or password ({error.Reason}).",
            ErrorCode.Local_Ssl =>
                $"{at}: TLS failed ({error.Reason}). Set KGRCA_KAFKA_CA_FILE to the brokers' CA certificate, "
                    + "and use the hostnames in the brokers' certificates.",
            ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed =>
                $"{at}: user {options.User} has no permission to write to the topics of {options.Client}.",
            ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic =>
                $"{at} has no topics for {options.Client}: check KGRCA_CLIENT_ID.",
            _ => $"{at} is unreachable or does not accept records: {error.Reason}",
        };
    }

    private void Close()
    {
        _producer?.Dispose();
        _producer = null;
    }

    private sealed class Bytes : ISerializer<ReadOnlyMemory<byte>>
    {
        public static Bytes Instance { get; } = new();

        public byte[] Serialize(ReadOnlyMemory<byte> data, SerializationContext context) => data.ToArray();
    }
}
