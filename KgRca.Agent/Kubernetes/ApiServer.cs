using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;
using k8s.Authentication;
using k8s.Exceptions;

namespace KgRca.Agent.Kubernetes;

/// <summary>A connection to a cluster's API server: kubeconfigs and credentials are the Kubernetes client's, objects are JSON as it came.</summary>
/// <remarks>The client's own class <c>Kubernetes</c> is not made: native code would then hold how each of Kubernetes' types is read and written, 20 MB that nothing here uses.</remarks>
internal sealed class ApiServer : IDisposable
{
    // A cluster's name becomes a part of identities that a slash divides: of an address-like name (an EKS ARN) the last part names the cluster.
    private const char PathSeparator = '/';

    private readonly HttpClient _http;
    private readonly ServiceClientCredentials? _credentials;

    public ApiServer(Uri address, HttpMessageHandler handler, ServiceClientCredentials? credentials, string clusterName)
    {
        (Address, ClusterName, _credentials) = (address, clusterName, credentials);
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("kgrca-agent");
    }

    /// <summary>What the kubeconfig calls the cluster.</summary>
    public string ClusterName { get; }

    /// <summary>Where the API begins; ends in a slash.</summary>
    public Uri Address { get; }

    /// <summary>Reads a kubeconfig: the file named, else what <c>KUBECONFIG</c> or the home folder has; in a Pod without either, its service account.</summary>
    /// <exception cref="KubernetesUnavailableException">There is no usable configuration.</exception>
    public static ApiServer Connect(string? kubeconfig, string? context)
    {
        try
        {
            if (kubeconfig is null && context is null && !HasKubeconfig() && KubernetesClientConfiguration.IsInCluster())
                return Connect(KubernetesClientConfiguration.InClusterConfig(), "kubernetes");
            var file = KubernetesClientConfiguration.LoadKubeConfig(kubeconfig is null ? null : Path.GetFullPath(kubeconfig));
            var current = file.Contexts.FirstOrDefault(item => item.Name == (context ?? file.CurrentContext));
            var cluster = current?.ContextDetails.Cluster ?? "kubernetes";
            return Connect(KubernetesClientConfiguration.BuildConfigFromConfigObject(file, context), cluster[(cluster.LastIndexOf(PathSeparator) + 1)..]);
        }
        catch (Exception exception) when (exception is KubeConfigException or IOException or UnauthorizedAccessException or YamlDotNet.Core.YamlException or FormatException)
        {
            throw new KubernetesUnavailableException($"The kubeconfig cannot be used: {exception.Message}", exception);
        }
        catch (CryptographicException exception)
        {
            throw new KubernetesUnavailableException($"The kubeconfig cannot be used: a certificate or a key, in it or in a file that it names, cannot be read: {exception.Message}", exception);
        }
    }

    private static ApiServer Connect(KubernetesClientConfiguration configuration, string clusterName)
    {
        var handler = new SocketsHttpHandler { SslOptions = Tls(configuration) };
        var server = new ApiServer(new Uri(configuration.Host.TrimEnd('/') + "/"), handler, k8s.Kubernetes.CreateCredentials(configuration), clusterName);
        // Also the name that the server's certificate must have.
        if (configuration.TlsServerName is { Length: > 0 } name) server._http.DefaultRequestHeaders.Host = name;
        return server;
    }

    [SuppressMessage("Security", "CA5359", Justification = "A kubeconfig may ask not to check the server's certificate.")]
    private static SslClientAuthenticationOptions Tls(KubernetesClientConfiguration configuration)
    {
        var tls = new SslClientAuthenticationOptions();
        if (configuration.SkipTlsVerify)
        {
            tls.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        }
        else if (configuration.SslCaCerts is { Count: > 0 } authorities)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }
        if (ClientCertificate(configuration) is { } certificate) tls.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        return tls;
    }

    private static X509Certificate2? ClientCertificate(KubernetesClientConfiguration configuration)
    {
        var certificate = Pem(configuration.ClientCertificateData, configuration.ClientCertificateFilePath);
        var key = Pem(configuration.ClientCertificateKeyData, configuration.ClientKeyFilePath);
        if (certificate is null || key is null) return null;
        using var both = X509Certificate2.CreateFromPem(certificate, key);
        // Windows takes no key for TLS that is in memory alone.
        return X509CertificateLoader.LoadPkcs12(both.Export(X509ContentType.Pfx), password: null);
    }

    private static string? Pem(string? data, string? path) =>
        path is { Length: > 0 } ? File.ReadAllText(path) : data is { Length: > 0 } ? Encoding.UTF8.GetString(Convert.FromBase64String(data)) : null;

    /// <summary>Sends a GET; the answer's body has not been read.</summary>
    /// <exception cref="HttpRequestException">There is no way to the server now, or to the credentials.</exception>
    public async Task<HttpResponseMessage> GetAsync(string pathAndQuery, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, pathAndQuery));
        request.Headers.Accept.ParseAdd("application/json");
        await AuthorizeAsync(request, cancellationToken);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    // Tokens are made by programs and read from files that may fail for a while.
    private async Task AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            if (_credentials is not null) await _credentials.ProcessHttpRequestAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is KubeConfigException or UnauthorizedAccessException)
        {
            throw new HttpRequestException($"There are no credentials: {exception.Message}", exception);
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool HasKubeconfig() =>
        Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } || File.Exists(KubernetesClientConfiguration.KubeConfigDefaultLocation);
}

/// <summary>There is no way to the cluster; the message says why.</summary>
internal sealed class KubernetesUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
