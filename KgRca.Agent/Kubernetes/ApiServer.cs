using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;
using k8s.Authentication;
using k8s.Exceptions;
using k8s.KubeConfigModels;

namespace KgRca.Agent.Kubernetes;

/// <summary>
/// A connection to a cluster's API server: kubeconfigs and credentials are the Kubernetes client's, objects are JSON as
/// it came.
/// </summary>
/// <remarks>The client's own class <c>Kubernetes</c> is not made: native code would then hold how each of Kubernetes'
/// types is read and written, 20 MB that nothing here uses.</remarks>
internal sealed class ApiServer : IDisposable
{
    // A cluster's name becomes a part of identities that a slash divides: of an address-like name (an EKS ARN) the last
    // part names the cluster.
    private const char PathSeparator = '/';

    // A server that went without a word is noticed within 45 s: it does not answer probes, or does not take what is
    // sent. (HTTP/2 has pings of its own, and costs a quarter more of the processor.)
    private const int ProbesAfter = 30,
        ProbesEvery = 5,
        Probes = 3;
    private const int Milliseconds = 1_000;

    // https://man7.org/linux/man-pages/man7/tcp.7.html
    private const int LinuxTcp = 6,
        LinuxTcpUserTimeout = 18;

    private readonly HttpClient _http;
    private readonly ServiceClientCredentials? _credentials;

    // A program that makes tokens is run once when one has run out, not once for each kind that is watched.
    private readonly SemaphoreSlim _authorizing = new(1);

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

    /// <summary>
    /// Reads a kubeconfig: the file named, else what <c>KUBECONFIG</c> or the home folder has; in a Pod without either,
    /// its service account.
    /// </summary>
    /// <exception cref="KubernetesUnavailableException">There is no usable configuration.</exception>
    public static ApiServer Connect(string? kubeconfig, string? context) =>
        Connect(kubeconfig, context, Environment.GetEnvironmentVariable("KUBECONFIG"));

    /// <summary>The same, <c>KUBECONFIG</c> being what is said.</summary>
    internal static ApiServer Connect(string? kubeconfig, string? context, string? kubeconfigs)
    {
        try
        {
            if (
                kubeconfig is null
                && context is null
                && string.IsNullOrEmpty(kubeconfigs)
                && !File.Exists(KubernetesClientConfiguration.KubeConfigDefaultLocation)
                && KubernetesClientConfiguration.IsInCluster()
            )
                return Connect(KubernetesClientConfiguration.InClusterConfig(), "kubernetes");
            var file = Read(kubeconfig, kubeconfigs);
            var configuration = KubernetesClientConfiguration.BuildConfigFromConfigObject(file, context);
            var cluster = file.Contexts.First(item => item.Name == configuration.CurrentContext).ContextDetails.Cluster;
            // The client reads the first of several certificates alone.
            var endpoint = file
                .Clusters.First(item => string.Equals(item.Name, cluster, StringComparison.OrdinalIgnoreCase))
                .ClusterEndpoint;
            if (configuration.SslCaCerts is not null && Authorities(file, endpoint) is { Count: > 0 } authorities)
                configuration.SslCaCerts = authorities;
            return Connect(configuration, cluster[(cluster.LastIndexOf(PathSeparator) + 1)..]);
        }
        catch (CryptographicException exception)
        {
            throw new KubernetesUnavailableException(
                "Invalid kubeconfig: a certificate or key, in it or in a file it references, "
                    + $"cannot be read: {exception.Message}",
                exception
            );
        }
        catch (Exception exception)
        {
            throw new KubernetesUnavailableException($"Invalid kubeconfig: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Reads the file named, else those of <c>KUBECONFIG</c> as one, of which the first that has something counts and
    /// those that do not exist do not, else the one in the home folder.
    /// </summary>
    private static K8SConfiguration Read(string? kubeconfig, string? kubeconfigs)
    {
        if (kubeconfig is not null)
            return KubernetesClientConfiguration.LoadKubeConfig(Path.GetFullPath(kubeconfig));
        if (string.IsNullOrEmpty(kubeconfigs))
            return KubernetesClientConfiguration.LoadKubeConfig();
        var paths = kubeconfigs.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var files = paths.Where(File.Exists).Select(ReadPart).ToList();
        if (files.Count == 0)
            throw new KubeConfigException($"KUBECONFIG is set to {kubeconfigs}, but that file does not exist.");
        var all = files[0];
        (all.CurrentContext, all.Contexts) = (
            files.Select(file => file.CurrentContext).FirstOrDefault(name => !string.IsNullOrEmpty(name)),
            [.. files.SelectMany(file => file.Contexts ?? [])]
        );
        (all.Clusters, all.Users) = (
            [.. files.SelectMany(file => file.Clusters ?? [])],
            [.. files.SelectMany(file => file.Users ?? [])]
        );
        return all;
    }

    // Paths in a file begin where it stands.
    private static K8SConfiguration ReadPart(string path)
    {
        var file = KubernetesClientConfiguration.LoadKubeConfig(Path.GetFullPath(path)) ?? new K8SConfiguration();
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        foreach (var cluster in file.Clusters ?? [])
            if (cluster.ClusterEndpoint?.CertificateAuthority is { Length: > 0 } authority)
                cluster.ClusterEndpoint.CertificateAuthority = Path.Combine(folder, authority);
        foreach (var user in file.Users ?? [])
        {
            if (user.UserCredentials?.ClientCertificate is { Length: > 0 } certificate)
                user.UserCredentials.ClientCertificate = Path.Combine(folder, certificate);
            if (user.UserCredentials?.ClientKey is { Length: > 0 } key)
                user.UserCredentials.ClientKey = Path.Combine(folder, key);
        }
        return file;
    }

    private static X509Certificate2Collection Authorities(K8SConfiguration file, ClusterEndpoint cluster)
    {
        var authorities = new X509Certificate2Collection();
        var inFile = cluster.CertificateAuthorityData is { Length: > 0 }
            ? null
            : Path.Combine(Path.GetDirectoryName(file.FileName) ?? "", cluster.CertificateAuthority);
        authorities.ImportFromPem(Pem(cluster.CertificateAuthorityData, inFile));
        return authorities;
    }

    private static ApiServer Connect(KubernetesClientConfiguration configuration, string clusterName)
    {
        var handler = new SocketsHttpHandler { SslOptions = Tls(configuration), ConnectCallback = ConnectAsync };
        var server = new ApiServer(
            new Uri(configuration.Host.TrimEnd('/') + "/"),
            handler,
            k8s.Kubernetes.CreateCredentials(configuration),
            clusterName
        );
        // Also the name that the server's certificate must have.
        if (configuration.TlsServerName is { Length: > 0 } name)
            server._http.DefaultRequestHeaders.Host = name;
        return server;
    }

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, ProbesAfter);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbesEvery);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
            if (OperatingSystem.IsLinux())
                socket.SetRawSocketOption(
                    LinuxTcp,
                    LinuxTcpUserTimeout,
                    BitConverter.GetBytes((ProbesAfter + ProbesEvery * Probes) * Milliseconds)
                );
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    [SuppressMessage(
        "Security",
        "CA5359",
        Justification = "A kubeconfig may ask not to check the server's certificate."
    )]
    private static SslClientAuthenticationOptions Tls(KubernetesClientConfiguration configuration)
    {
        var tls = new SslClientAuthenticationOptions();
        if (configuration.SkipTlsVerify)
        {
            tls.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        }
        else if (configuration.SslCaCerts is { Count: > 0 } authorities)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
            tls.RemoteCertificateValidationCallback = (_, _, chain, errors) =>
                errors == SslPolicyErrors.None
                || errors == SslPolicyErrors.RemoteCertificateChainErrors
                    && chain is not null
                    && EndsAt(authorities, chain);
        }
        if (ClientCertificate(configuration) is { } certificate)
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(
                certificate,
                additionalCertificates: null,
                offline: true
            );
        return tls;
    }

    /// <summary>
    /// Whether a chain lacks nothing but whoever signed one of the authorities: one that another signed counts by
    /// itself.
    /// </summary>
    private static bool EndsAt(X509Certificate2Collection authorities, X509Chain chain) =>
        Array.TrueForAll(chain.ChainStatus, status => status.Status == X509ChainStatusFlags.PartialChain)
        && chain.ChainElements[^1].Certificate.RawDataMemory is var last
        && authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(last.Span));

    private static X509Certificate2? ClientCertificate(KubernetesClientConfiguration configuration)
    {
        var certificate = Pem(configuration.ClientCertificateData, configuration.ClientCertificateFilePath);
        var key = Pem(configuration.ClientCertificateKeyData, configuration.ClientKeyFilePath);
        if (certificate is null || key is null)
            return null;
        using var both = X509Certificate2.CreateFromPem(certificate, key);
        // Windows takes no key for TLS that is in memory alone.
        return X509CertificateLoader.LoadPkcs12(both.Export(X509ContentType.Pfx), password: null);
    }

    private static string? Pem(string? data, string? path) =>
        path is { Length: > 0 } ? File.ReadAllText(path)
        : data is { Length: > 0 } ? Encoding.UTF8.GetString(Convert.FromBase64String(data))
        : null;

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
        if (_credentials is null)
            return;
        await _authorizing.WaitAsync(cancellationToken);
        try
        {
            await _credentials.ProcessHttpRequestAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is KubeConfigException or UnauthorizedAccessException)
        {
            throw new HttpRequestException($"No credentials: {exception.Message}", exception);
        }
        finally
        {
            _authorizing.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _authorizing.Dispose();
    }
}

/// <summary>There is no way to the cluster; the message says why.</summary>
internal sealed class KubernetesUnavailableException(string message, Exception? innerException = null)
    : Exception(message, innerException);
