using System.CommandLine;
using System.Net.Http.Headers;
using KgRca.Agent.Delivery;
using KgRca.Agent.Dependencies.Mesh;
using KgRca.Agent.Kubernetes;
using KgRca.Contracts.Identity;
using Spectre.Console;

namespace KgRca.Agent.Checking;

/// <summary><c>check</c>: says what works and what is missing before anything is sent.</summary>
internal static class CheckCommand
{
    private const string SpoolInCluster = "/var/lib/kgrca-agent";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static Command Create()
    {
        var server = new Option<string?>("--server") { Description = "Server address [default: KGRCA_SERVER]" };
        var kafka = new Option<string?>("--kafka")
        {
            Description = "Kafka brokers, instead of a server [default: KGRCA_KAFKA]",
        };
        var cluster = new Option<string?>("--cluster")
        {
            Description = "Cluster name in the records [default: KGRCA_CLUSTER, then the name in the kubeconfig]",
        };
        var kubeconfig = new Option<FileInfo?>("--kubeconfig")
        {
            Description = "Kubeconfig file [default: KUBECONFIG, then ~/.kube/config, then the Pod's ServiceAccount]",
        };
        var context = new Option<string?>("--context")
        {
            Description = "Kubeconfig context [default: the current context]",
        };
        var spool = new Option<string?>("--spool")
        {
            Description = $"Folder for undelivered records; in a cluster {SpoolInCluster}",
        };
        var resource = CustomResources.Option();
        var prometheus = new Option<string?>("--prometheus")
        {
            Description = "Prometheus that has the service mesh's metrics [default: KGRCA_PROMETHEUS]",
        };
        var command = new Command("check", "Check connectivity, permissions and configuration.")
        {
            server,
            kafka,
            cluster,
            kubeconfig,
            context,
            spool,
            resource,
            prometheus,
        };
        command.SetAction(
            async (result, cancellationToken) =>
            {
                List<Finding> findings =
                [
                    .. await CheckClusterAsync(
                        result.GetValue(kubeconfig)?.FullName,
                        result.GetValue(context),
                        result.GetValue(cluster) ?? AgentSettings.Read("KGRCA_CLUSTER"),
                        CustomResources.Of(result, resource),
                        cancellationToken
                    ),
                    .. (
                        result.GetValue(kafka)
                        ?? (result.GetValue(server) is null ? AgentSettings.Read("KGRCA_KAFKA") : null)
                    )
                        is { } brokers
                        ? [CheckKafka(brokers)]
                        : await CheckServerAsync(
                            result.GetValue(server) ?? AgentSettings.Read("KGRCA_SERVER"),
                            cancellationToken
                        ),
                ];
                if ((result.GetValue(prometheus) ?? AgentSettings.Read("KGRCA_PROMETHEUS")) is { } metrics)
                    findings.AddRange(await CheckPrometheusAsync(metrics, cancellationToken));
                if ((result.GetValue(spool) ?? (AgentSettings.IsInCluster ? SpoolInCluster : null)) is { } folder)
                    findings.Add(SpoolCheck.Run(folder));
                return FindingTable.Write(AnsiConsole.Console, findings) ? 0 : 1;
            }
        );
        return command;
    }

    private static async Task<List<Finding>> CheckClusterAsync(
        string? kubeconfig,
        string? context,
        string? cluster,
        IReadOnlyList<ResourceType> resources,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var server = ApiServer.Connect(kubeconfig, context);
            var name = cluster ?? server.ClusterName;
            var naming = ResourceId.TryParse($"{name}/Node//x", out _)
                ? Finding.Well("cluster", $"Records name this cluster {name}.")
                : Finding.Missing(
                    "cluster",
                    $"'{name}' is not a valid cluster name.",
                    "Set --cluster or KGRCA_CLUSTER to a name that is not empty and has no slash."
                );
            return
            [
                .. await new ClusterCheck(server, resources, TimeProvider.System).RunAsync(cancellationToken),
                naming,
            ];
        }
        catch (KubernetesUnavailableException exception)
        {
            return
            [
                Finding.Missing(
                    "API server",
                    exception.Message,
                    "Pass --kubeconfig, or run the agent inside the cluster."
                ),
            ];
        }
    }

    private static Finding CheckKafka(string brokers)
    {
        if (!KafkaOptions.TryRead(brokers, AgentSettings.Read, out var options, out var trouble))
            return Finding.Missing("Kafka", trouble, "See docs/agent.md for the settings.");
        using var sender = new KafkaSender(options, Patience);
        return sender.Probe() is { } wrong
            ? Finding.Missing("Kafka", wrong, "Check the addresses, user and password, firewalls and network policies.")
            : Finding.Well("Kafka", $"{brokers} accepts user {options.User} and has the topics of {options.Client}.");
    }

    private static async Task<List<Finding>> CheckPrometheusAsync(string address, CancellationToken cancellationToken)
    {
        if (PrometheusOptions.Read(address, AgentSettings.Read) is not { } options)
            return
            [
                Finding.Missing(
                    "Prometheus",
                    $"{address} is not a valid URL.",
                    "Use a URL such as http://prometheus.monitoring:9090."
                ),
            ];
        var remarks = new List<string>();
        using var client = PrometheusClient.Connect(options, TimeProvider.System, remarks.Add);
        var findings = await new PrometheusCheck(client, options.Matchers).RunAsync(cancellationToken);
        return [.. findings, .. remarks.Distinct().Select(remark => new Finding(Verdict.Note, "Prometheus", remark))];
    }

    private static async Task<List<Finding>> CheckServerAsync(string? server, CancellationToken cancellationToken)
    {
        if (server is null)
            return [Finding.Missing("server", "No server is set.", "Set --server or KGRCA_SERVER.")];
        if (!AgentSettings.TryReadServer(server, out var address))
            return
            [
                Finding.Missing(
                    "server",
                    $"{server} is not a valid URL.",
                    "Use a URL such as https://kgrca.example.com."
                ),
            ];
        var (key, trouble) = ReadKey();
        if (key is null)
            return trouble is null ? [] : [trouble];
        if (!ApiKeyHandler.IsKey(key))
            return
            [
                Finding.Missing(
                    "API key",
                    "The key contains invalid characters.",
                    "Copy the key again, without spaces or line breaks."
                ),
            ];
        using var http = new HttpClient { BaseAddress = address, Timeout = Patience };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await new ServerCheck(http, TimeProvider.System).RunAsync(cancellationToken);
    }

    private static (string? Key, Finding? Trouble) ReadKey()
    {
        if (AgentSettings.Read("KGRCA_API_KEY") is { } key)
            return (key, null);
        if (AgentSettings.Read("KGRCA_API_KEY_FILE") is not { } file)
            return (
                null,
                Finding.Missing(
                    "API key",
                    "No API key is set.",
                    "Set KGRCA_API_KEY, or KGRCA_API_KEY_FILE to a file that contains the key."
                )
            );
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } text
                ? (text, null)
                : (null, Finding.Missing("API key", $"{file} is empty.", "Write the key to it."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (
                null,
                Finding.Missing(
                    "API key",
                    $"{file} cannot be read: {exception.Message}",
                    "Mount the Secret with the key, readable by the agent's user."
                )
            );
        }
    }
}
