using System.Diagnostics.CodeAnalysis;
using KgRca.Contracts.Identity;

namespace KgRca.Agent.Delivery;

/// <summary>Where and as whom records are written to Kafka.</summary>
/// <param name="Brokers">Addresses to begin with, such as
/// <c>kafka-1.example.com:9093,kafka-2.example.com:9093</c>.</param>
/// <param name="Client">Whose topics.</param>
/// <param name="User">The SCRAM user.</param>
/// <param name="Password">Their password; null where <paramref name="PasswordFile"/> holds it.</param>
/// <param name="PasswordFile">The file that holds it, read anew for each connection.</param>
/// <param name="CertificateAuthority">The PEM file of who signed the brokers' certificates; null for those that the
/// machine trusts.</param>
/// <param name="IsPlaintext">Whether the connection is not encrypted, for networks that do it by themselves.</param>
internal sealed record KafkaOptions(
    string Brokers,
    TenantId Client,
    string User,
    string? Password,
    string? PasswordFile,
    string? CertificateAuthority,
    bool IsPlaintext
)
{
    /// <summary>Reads the settings that stand in the environment beside the brokers' addresses.</summary>
    /// <param name="brokers">The addresses.</param>
    /// <param name="read">Reads a setting; null where it is not set.</param>
    /// <param name="options">The settings, where the result is true.</param>
    /// <param name="trouble">What is missing or wrong, where it is false.</param>
    public static bool TryRead(
        string brokers,
        Func<string, string?> read,
        [NotNullWhen(true)] out KafkaOptions? options,
        [NotNullWhen(false)] out string? trouble
    )
    {
        var (user, password, file) = (
            read("KGRCA_KAFKA_USERNAME"),
            read("KGRCA_KAFKA_PASSWORD"),
            read("KGRCA_KAFKA_PASSWORD_FILE")
        );
        var (client, protocol) = (read("KGRCA_CLIENT_ID") ?? user, read("KGRCA_KAFKA_PROTOCOL") ?? "SASL_SSL");
        options = null;
        trouble =
            user is null ? "A Kafka user is required: set KGRCA_KAFKA_USERNAME."
            : password is null && file is null
                ? "A Kafka password is required: set KGRCA_KAFKA_PASSWORD, or set the password file with "
                    + "KGRCA_KAFKA_PASSWORD_FILE."
            : protocol is not ("SASL_SSL" or "SASL_PLAINTEXT")
                ? $"KGRCA_KAFKA_PROTOCOL is {protocol}; it must be SASL_SSL, the default, or SASL_PLAINTEXT."
            : $"'{client}' is not a client id such as client-acme-abc234: set KGRCA_CLIENT_ID, unless "
                + "KGRCA_KAFKA_USERNAME is one.";
        if (
            user is null
            || password is null && file is null
            || protocol is not ("SASL_SSL" or "SASL_PLAINTEXT")
            || !TenantId.TryParse(client, out var tenant)
        )
            return false;
        trouble = null;
        options = new KafkaOptions(
            brokers,
            tenant,
            user,
            password,
            file,
            read("KGRCA_KAFKA_CA_FILE"),
            protocol == "SASL_PLAINTEXT"
        );
        return true;
    }
}
