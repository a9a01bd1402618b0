using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KgRca.Agent.Tests.Delivery;

/// <summary>Makes certificates as PEM files: an authority's, and a broker's that it signs.</summary>
internal static class KafkaCertificates
{
    private static readonly TimeSpan Valid = TimeSpan.FromDays(1);

    /// <summary>Writes a broker's key and certificate into a file, and the certificate of who signed it into another.</summary>
    /// <param name="host">The one name that the broker's certificate is for.</param>
    /// <param name="broker">The file of the broker.</param>
    /// <param name="authority">The file of the authority.</param>
    public static void Write(string host, string broker, string authority)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var signingKey = RSA.Create(2048);
        var signing = new CertificateRequest("CN=KG RCA tests", signingKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        signing.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var signer = signing.CreateSelfSigned(now - Valid, now + Valid);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(signer, now - Valid, now + Valid, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(broker, $"{key.ExportPkcs8PrivateKeyPem()}\n{signed.ExportCertificatePem()}\n{signer.ExportCertificatePem()}\n");
        File.WriteAllText(authority, signer.ExportCertificatePem());
    }
}
