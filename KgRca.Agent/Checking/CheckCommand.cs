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
        var server = new Option<string?>("--server") { Description = "Address of the server; else KGRCA_SERVER" };
        var kafka = new Option<string?>("--kafka")
        {
            Description = "Addresses of Kafka's brokers, in place of a server; else KGRCA_KAFKA",
        };
        var cluster = new Option<string?>("--cluster")
        {
            Description = "The cluster's name in the records; else KGRCA_CLUSTER, or the one in the kubeconfig",
        };
        var kubeconfig = new Option<FileInfo?>("--kubeconfig")
        {
            Description = "Kubeconfig; else KUBECONFIG, ~/.kube/config, or the service account of the Pod",
        };
        var context = new Option<string?>("--context")
        {
            Description = "Context of the kubeconfig; else its current one",
        };
        var spool = new Option<string?>("--spool")
        {
            Description = $"Folder for what cannot be delivered; in a cluster {SpoolInCluster}",
        };
        var resource = CustomResources.Option();
        var prometheus = new Option<string?>("--prometheus")
        {
            Description = "Address of a Prometheus with a service mesh's metrics; else KGRCA_PROMETHEUS",
        };
        var command = new Command("check", "Says in plain words what works and what is missing.")
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
                ? Finding.Well("cluster", $"It is called {name} in records.")
                : Finding.Missing(
                    "cluster",
                    $"'{name}' cannot be a cluster's name.",
                    "Give one that is not empty and has no slash, by --cluster or KGRCA_CLUSTER."
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
                    "Name a kubeconfig by --kubeconfig, or run the agent in the cluster."
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
            ? Finding.Missing(
                "Kafka",
                wrong,
                "Check the addresses, the user and the password, and firewalls or network policies on the way."
            )
            : Finding.Well("Kafka", $"{brokers} takes user {options.User} and has the topics of {options.Client}.");
    }

    private static async Task<List<Finding>> CheckPrometheusAsync(string address, CancellationToken cancellationToken)
    {
        if (PrometheusOptions.Read(address, AgentSettings.Read) is not { } options)
            return
            [
                Finding.Missing(
                    "Prometheus",
                    $"{address} is not a whole address.",
                    "Give one such as http://prometheus.monitoring:9090."
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
            return [Finding.Missing("server", "None is named.", "Give its address by --server or KGRCA_SERVER.")];
        if (!AgentSettings.TryReadServer(server, out var address))
            return
            [
                Finding.Missing(
                    "server",
                    $"{server} is not a whole address.",
                    "Give one such as https://kgrca.example.com."
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
                    "It has characters that no key has.",
                    "Copy it again, without spaces and line ends."
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
                    "There is none.",
                    "Set KGRCA_API_KEY, or name a file that holds it by KGRCA_API_KEY_FILE."
                )
            );
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } text
                ? (text, null)
                : (null, Finding.Missing("API key", $"{file} is empty.", "Put the key into it."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (
                null,
                Finding.Missing(
                    "API key",
                    $"{file} cannot be read: {exception.Message}",
                    "Mount the Secret that holds the key, and let the agent's user read it."
                )
            );
        }
    }
}
