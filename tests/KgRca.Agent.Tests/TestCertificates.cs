using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KgRca.Agent.Tests;

/// <summary>Makes certificates as PEM files: an authority's, and one that it signs.</summary>
internal static class TestCertificates
{
    private const string Name = "CN=KG RCA tests";
    private const string Intermediate = "CN=Clusters of KG RCA tests";

    // None outlives who signed it.
    private static readonly TimeSpan Valid = TimeSpan.FromDays(4);
    private static readonly TimeSpan HalfValid = TimeSpan.FromDays(2);
    private static readonly TimeSpan QuarterValid = TimeSpan.FromDays(1);

    /// <summary>
    /// Writes a key and its certificate into a file, and the certificate of who signed it into another.
    /// </summary>
    /// <param name="host">The one name that the certificate is for.</param>
    /// <param name="signed">The file of the key and its certificate.</param>
    /// <param name="authority">The file of the authority.</param>
    public static void Write(string host, string signed, string authority)
    {
        using var signer = Authority();
        Write(host, signer, signed, authority, signer);
    }

    /// <summary>The same, of an authority that another has signed, whose certificate is written nowhere.</summary>
    /// <param name="host">The one name that the certificate is for.</param>
    /// <param name="signed">The file of the key and its certificate.</param>
    /// <param name="authority">The file of the authority.</param>
    /// <param name="isForged">Whether somebody else than the authority signed, who calls himself as it.</param>
    public static void WriteByIntermediate(string host, string signed, string authority, bool isForged)
    {
        using var root = Authority();
        using var key = RSA.Create(2048);
        var request = AuthorityRequest(key, Intermediate);
        var now = TimeProvider.System.GetUtcNow();
        using var bare = request.Create(root, now - HalfValid, now + HalfValid, RandomNumberGenerator.GetBytes(8));
        using var intermediate = bare.CopyWithPrivateKey(key);
        if (!isForged)
        {
            Write(host, intermediate, signed, authority, intermediate);
            return;
        }
        using var other = RSA.Create(2048);
        var claim = new CertificateRequest(Intermediate, other, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        foreach (var extension in request.CertificateExtensions)
            claim.CertificateExtensions.Add(extension);
        using var forged = claim.CreateSelfSigned(now - Valid, now + Valid);
        Write(host, forged, signed, authority, intermediate);
    }

    private static void Write(
        string host,
        X509Certificate2 signer,
        string signed,
        string authority,
        X509Certificate2 written
    )
    {
        var now = TimeProvider.System.GetUtcNow();
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
                signer,
                includeKeyIdentifier: true,
                includeIssuerAndSerial: false
            )
        );
        using var certificate = request.Create(
            signer,
            now - QuarterValid,
            now + QuarterValid,
            RandomNumberGenerator.GetBytes(8)
        );
        File.WriteAllText(
            signed,
            $"{key.ExportPkcs8PrivateKeyPem()}\n{certificate.ExportCertificatePem()}\n{written.ExportCertificatePem()}\n"
        );
        File.WriteAllText(authority, written.ExportCertificatePem());
    }

    private static X509Certificate2 Authority()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var key = RSA.Create(2048);
        return AuthorityRequest(key).CreateSelfSigned(now - Valid, now + Valid);
    }

    private static CertificateRequest AuthorityRequest(RSA key, string name = Name)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true,
                hasPathLengthConstraint: false,
                0,
                critical: true
            )
        );
        // By it, and not by its name, which is the same after it was replaced, an authority is known.
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }
}
