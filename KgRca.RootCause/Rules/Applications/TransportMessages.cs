namespace KgRca.RootCause.Rules.Applications;

/// <summary>How programs say that two sides do not agree on TLS, or that a certificate is not valid.</summary>
internal static class TransportMessages
{
    public static Wording[] Wordings { get; } =
    [
        // The side that was asked: whoever asks wrongly is another, often a probe or a scanner.
        Wording.Symptom(
            Causes.TlsMismatch,
            "client sent an HTTP request to an HTTPS server",
            "TLS handshake error from",
            "Unsupported or unrecognized SSL message from",
            "invalid method in request \\x16\\x03",
            "invalid method in request \\x16",
            "Invalid character found in method name [0x16"
        ) with
        {
            Without = ["server gave HTTP response", "failed to verify", "remote error"],
        },
        Wording.Origin(
            Causes.TlsMismatch,
            // Go, OpenSSL (C, Python, Ruby, PHP, Node.js), Java, .NET, Envoy, nginx, Jetty, Caddy
            "server gave HTTP response to HTTPS client",
            "first record does not look like a TLS handshake",
            "WRONG_VERSION_NUMBER",
            "wrong version number",
            "packet length too long",
            "http request]",
            "ssl3_get_record:http request",
            "plain HTTP request was sent to HTTPS port",
            "This combination of host and port requires TLS",
            "Client sent an HTTP request to an HTTPS server.",
            "Unrecognized SSL message, plaintext connection",
            "Unsupported or unrecognized SSL message",
            "NotSslRecordException",
            "not an SSL/TLS record",
            "Cannot determine the frame size or a corrupted frame was received",
            "The handshake failed due to an unexpected packet format",
            "record layer failure",
            // PostgreSQL, MySQL, Redis, Kafka, RabbitMQ, MongoDB, Elasticsearch, etcd
            "server does not support SSL, but SSL was required",
            "The server does not support SSL",
            "SSL is not enabled on the server",
            "SSL off",
            "connection requires SSL",
            "Connections using insecure transport are prohibited",
            "SSL connection is required",
            "Server does not support secure connection",
            "Invalid response from Redis: expected TLS",
            "received plaintext traffic on an encrypted channel",
            "received plaintext http traffic on an https channel",
            "not a TLS record",
            "Unexpected Kafka request of type METADATA during SASL handshake",
            "{bad_header,<<22,3",
            "bad_header",
            "peer is not TLS",
            "client sent plaintext to TLS listener",
            "rejected connection on client endpoint"
        ) with
        {
            Without = ["bad_header_checksum"],
        },
        Wording.Origin(
            Causes.Certificate,
            // Go, OpenSSL, Java, Node.js, .NET, Python, Envoy
            "certificate has expired",
            "certificate is not yet valid",
            "certificate expired",
            "expired certificate",
            "CERT_HAS_EXPIRED",
            "CertificateExpiredException",
            "CertificateNotYetValidException",
            "NotAfter: ",
            "NotTimeValid",
            "certificate signed by unknown authority",
            "certificate verify failed",
            "CERTIFICATE_VERIFY_FAILED",
            "unable to find valid certification path",
            "PKIX path building failed",
            "PKIX path validation failed",
            "self signed certificate",
            "self-signed certificate",
            "DEPTH_ZERO_SELF_SIGNED_CERT",
            "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
            "UNABLE_TO_GET_ISSUER_CERT",
            "unable to get local issuer certificate",
            "ERR_TLS_CERT_ALTNAME_INVALID",
            "Hostname/IP does not match certificate's altnames",
            "No subject alternative",
            "x509: certificate",
            "x509: cannot validate certificate",
            "cannot validate certificate for",
            "RemoteCertificateNameMismatch",
            "RemoteCertificateChainErrors",
            "The remote certificate is invalid",
            "tls: bad certificate",
            "alert bad certificate",
            "SSLV3_ALERT_CERTIFICATE_EXPIRED",
            "alert certificate expired",
            "tls: expired certificate",
            "alert unknown ca",
            "unknown certificate authority",
            "tlsv1 alert unknown ca",
            "UntrustedRoot",
            "PartialChain",
            "doesn't match the certificate",
            "CertificateException: No name matching"
        ),
    ];
}
