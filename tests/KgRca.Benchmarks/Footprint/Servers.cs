using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace KgRca.Benchmarks.Footprint;

/// <summary>
/// What the agent talks to, over TLS at one port of the loopback: the API server of a cluster, and where records are
/// delivered.
/// </summary>
internal static class Servers
{
    /// <summary>Starts them.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="acknowledgements">Told of what was delivered.</param>
    /// <param name="folder">Gets <c>kubeconfig</c> and the certificate, <c>ca.pem</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<WebApplication> StartAsync(
        SyntheticCluster cluster,
        Acknowledgements acknowledgements,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var certificate = Certificate();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate))
        );
        var app = builder.Build();
        app.MapCluster(cluster);
        app.MapIngest(acknowledgements);
        await app.StartAsync(cancellationToken);
        var authority = certificate.ExportCertificatePem();
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), authority, cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "kubeconfig"),
            $$"""
            {"apiVersion": "v1", "kind": "Config", "current-context": "benchmark",
             "clusters": [{"name": "benchmark", "cluster": {"server": "{{app.Urls.First()}}", "certificate-authority-data": "{{Convert.ToBase64String(
                Encoding.UTF8.GetBytes(authority)
            )}}"} }],
             "users": [{"name": "benchmark", "user": {"token": "benchmark"} }], "contexts": [{"name": "benchmark", "context": {"cluster": "benchmark", "user": "benchmark"} }]}
            """,
            cancellationToken
        );
        return app;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=benchmark", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true,
                hasPathLengthConstraint: false,
                0,
                critical: true
            )
        );
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
