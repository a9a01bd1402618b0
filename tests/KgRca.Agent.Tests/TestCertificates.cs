using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KgRca.Agent.Tests;

/// <summary>Makes certificates as PEM files: an authority's, and one that it signs.</summary>
internal static class TestCertificates
{
    private static readonly TimeSpan Valid = TimeSpan.FromDays(1);

    /// <summary>Writes a key and its certificate into a file, and the certificate of who signed it into another.</summary>
    /// <param name="host">The one name that the certificate is for.</param>
    /// <param name="signed">The file of the key and its certificate.</param>
    /// <param name="authority">The file of the authority.</param>
    public static void Write(string host, string signed, string authority)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var signingKey = RSA.Create(2048);
        var signing = new CertificateRequest("CN=KG RCA tests", signingKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        signing.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        // By it, and not by its name, which is the same after it was replaced, an authority is known.
        signing.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(signing.PublicKey, critical: false));
        using var signer = signing.CreateSelfSigned(now - Valid, now + Valid);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(signer, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var certificate = request.Create(signer, now - Valid, now + Valid, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(signed, $"{key.ExportPkcs8PrivateKeyPem()}\n{certificate.ExportCertificatePem()}\n{signer.ExportCertificatePem()}\n");
        File.WriteAllText(authority, signer.ExportCertificatePem());
    }
}
