namespace KgRca.Agent.Pseudonyms;

/// <summary>Words and names that tell nothing of whose cluster it is.</summary>
internal static class KnownWords
{
    private const string Resource = "known-words.txt";

    private static readonly HashSet<string> Prose = [.. ReadResource()];

    // Parts of addresses and of configuration, and software that anybody may run.
    private static readonly HashSet<string> Structural = new(StringComparer.Ordinal)
    {
        "svc",
        "cluster",
        "local",
        "localhost",
        "com",
        "org",
        "net",
        "io",
        "dev",
        "internal",
        "k8s",
        "kubernetes",
        "http",
        "https",
        "tcp",
        "udp",
        "grpc",
        "dns",
        "ipv4",
        "ipv6",
        "true",
        "false",
        "null",
        "v",
        "x509",
        "sha256",
        "sha512",
        "amd64",
        "arm64",
        "linux",
        "mysql",
        "mariadb",
        "postgres",
        "postgresql",
        "sqlite",
        "redis",
        "mongodb",
        "mongo",
        "jdbc",
        "amqp",
        "kafka",
        "zookeeper",
        "rabbitmq",
        "nats",
        "elasticsearch",
        "nginx",
        "envoy",
        "istio",
        "prometheus",
        "alertmanager",
        "grafana",
        "coredns",
        "etcd",
        "busybox",
        "alpine",
        "docker",
        "quay",
        "ghcr",
        "gcr",
    };

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "default",
        "kube-system",
        "kube-public",
        "kube-node-lease",
        "kube-dns",
        "kube-proxy",
        "kube-apiserver",
        "kube-scheduler",
        "kube-controller-manager",
        "kube-root-ca.crt",
        "kubernetes",
        "kubelet",
        "coredns",
        "etcd",
        "default-scheduler",
        "metrics-server",
        "control-plane",
        "cluster-autoscaler",
        "system-node-critical",
        "system-cluster-critical",
        "cluster-admin",
    };

    /// <summary>
    /// Whether a word, in lower case, is one of Kubernetes' own messages, of runtimes and protocols, or of plain
    /// English.
    /// </summary>
    public static bool IsProse(string word) => word.Length <= 1 || Prose.Contains(word) || Structural.Contains(word);

    /// <summary>Whether a word, in lower case, stays even within a name.</summary>
    public static bool IsStructural(string word) => Structural.Contains(word);

    /// <summary>Whether a name is that of a part of every cluster.</summary>
    public static bool IsName(string name) => Names.Contains(name);

    private static string[] ReadResource()
    {
        using var reader = new StreamReader(
            typeof(KnownWords).Assembly.GetManifestResourceStream(Resource)
                ?? throw new InvalidOperationException($"{Resource} is not in the program.")
        );
        return reader.ReadToEnd().Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }
}
