using k8s;
using k8s.Exceptions;

namespace KgRca.Agent.Kubernetes;

/// <summary>A connection to a cluster's API server: addresses, certificates and credentials are the Kubernetes client's, objects are JSON as it came.</summary>
internal sealed class ApiServer : IDisposable
{
    // A cluster's name becomes a part of identities that a slash divides: of an address-like name (an EKS ARN) the last part names the cluster.
    private const char PathSeparator = '/';

    private readonly k8s.Kubernetes _client;

    public ApiServer(KubernetesClientConfiguration configuration, string clusterName, params DelegatingHandler[] handlers)
    {
        configuration.UserAgent = "kgrca-agent";
        (_client, ClusterName) = (new k8s.Kubernetes(configuration, handlers), clusterName);
    }

    /// <summary>What the kubeconfig calls the cluster.</summary>
    public string ClusterName { get; }

    public Uri Address => _client.BaseUri;

    /// <summary>Reads a kubeconfig: the file named, else what <c>KUBECONFIG</c> or the home folder has; in a Pod without either, its service account.</summary>
    /// <exception cref="KubernetesUnavailableException">There is no usable configuration.</exception>
    public static ApiServer Connect(string? kubeconfig, string? context)
    {
        try
        {
            if (kubeconfig is null && context is null && !HasKubeconfig() && KubernetesClientConfiguration.IsInCluster())
                return new ApiServer(KubernetesClientConfiguration.InClusterConfig(), "kubernetes");
            var file = KubernetesClientConfiguration.LoadKubeConfig(kubeconfig is null ? null : Path.GetFullPath(kubeconfig));
            var current = file.Contexts.FirstOrDefault(item => item.Name == (context ?? file.CurrentContext));
            var cluster = current?.ContextDetails.Cluster ?? "kubernetes";
            return new ApiServer(KubernetesClientConfiguration.BuildConfigFromConfigObject(file, context), cluster[(cluster.LastIndexOf(PathSeparator) + 1)..]);
        }
        catch (Exception exception) when (exception is KubeConfigException or IOException or UnauthorizedAccessException or YamlDotNet.Core.YamlException or FormatException)
        {
            throw new KubernetesUnavailableException($"The kubeconfig cannot be used: {exception.Message}", exception);
        }
    }

    /// <summary>Sends a GET; the answer's body has not been read.</summary>
    /// <exception cref="HttpRequestException">There is no way to the server now, or to the credentials.</exception>
    public async Task<HttpResponseMessage> GetAsync(string pathAndQuery, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, pathAndQuery));
        request.Headers.Accept.ParseAdd("application/json");
        await AuthorizeAsync(request, cancellationToken);
        return await _client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    // Tokens are made by programs and read from files that may fail for a while.
    private async Task AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            if (_client.Credentials is { } credentials) await credentials.ProcessHttpRequestAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is KubeConfigException or UnauthorizedAccessException)
        {
            throw new HttpRequestException($"There are no credentials: {exception.Message}", exception);
        }
    }

    public void Dispose() => _client.Dispose();

    private static bool HasKubeconfig() =>
        Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } || File.Exists(KubernetesClientConfiguration.KubeConfigDefaultLocation);
}

/// <summary>There is no way to the cluster; the message says why.</summary>
internal sealed class KubernetesUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
