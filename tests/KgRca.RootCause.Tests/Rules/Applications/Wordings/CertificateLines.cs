namespace KgRca.RootCause.Tests.Rules.Applications.Wordings;

/// <summary>Peers that do not accept a certificate.</summary>
internal static class CertificateLines
{
    public static (string Software, string Line)[] All { get; } =
    [
        (
            "Go",
            """tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-03-01T12:00:00Z is after 2026-02-28T00:00:00Z"""
        ),
        ("Go", """x509: certificate signed by unknown authority"""),
        ("Go", """x509: certificate is valid for ledger.svc, not ledger.shop"""),
        ("Go", """remote error: tls: bad certificate"""),
        ("Go", """remote error: tls: expired certificate"""),
        ("Go", """x509: cannot validate certificate for 10.96.0.7 because it doesn't contain any IP SANs"""),
        (
            "Java",
            """javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target"""
        ),
        ("Java", """java.security.cert.CertificateExpiredException: NotAfter: Sat Feb 28 00:00:00 UTC 2026"""),
        ("Node.js", """Error: self-signed certificate in certificate chain"""),
        ("Node.js", """{ code: 'CERT_HAS_EXPIRED' }"""),
        ("Node.js", """Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames"""),
        (
            "Python",
            """ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1000)"""
        ),
        (
            ".NET",
            """System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: NotTimeValid"""
        ),
        (
            "Envoy",
            """upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport failure reason: TLS error: 268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED"""
        ),
        ("OpenSSL", """curl: (60) SSL certificate problem: self-signed certificate"""),
    ];
}
