namespace KgRca.RootCause.Tests.Rules.Applications.Wordings;

/// <summary>Clients that speak TLS to a plain port, or plain text to one of TLS.</summary>
internal static class TlsLines
{
    public static (string Software, string Line)[] All { get; } =
    [
        ("Go", """Get "https://catalog:8080/items": http: server gave HTTP response to HTTPS client"""),
        ("Go", """tls: first record does not look like a TLS handshake"""),
        ("OpenSSL", """ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1000)"""),
        ("OpenSSL", """Error: write EPROTO 140:error:1408F10B:SSL routines:ssl3_get_record:wrong version number"""),
        ("OpenSSL", """curl: (35) error:0A00010B:SSL routines::wrong version number"""),
        ("Java", """javax.net.ssl.SSLException: Unrecognized SSL message, plaintext connection?"""),
        ("Java", """javax.net.ssl.SSLException: Unsupported or unrecognized SSL message"""),
        ("Java", """io.netty.handler.ssl.NotSslRecordException: not an SSL/TLS record: 485454502f312e31"""),
        (
            ".NET",
            """System.Security.Authentication.AuthenticationException: Cannot determine the frame size or a corrupted frame was received."""
        ),
        ("Proxies", """400 The plain HTTP request was sent to HTTPS port"""),
        (
            "Proxies",
            """upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport failure reason: TLS error: 268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER"""
        ),
        ("Databases", """pq: SSL is not enabled on the server"""),
        ("Databases", """server does not support SSL, but SSL was required"""),
        ("Databases", """org.postgresql.util.PSQLException: The server does not support SSL."""),
        (
            "Databases",
            """ERROR 3159 (HY000): Connections using insecure transport are prohibited while --require_secure_transport=ON."""
        ),
        (
            "Databases",
            """io.netty.handler.codec.DecoderException: javax.net.ssl.SSLException: received plaintext http traffic on an https channel, closing connection"""
        ),
    ];
}
