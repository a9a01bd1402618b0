using System.CommandLine;
using KgRca.Agent.Delivery;
using KgRca.Agent.Dependencies.Mesh;
using KgRca.Agent.Kubernetes;
using KgRca.Contracts.Identity;

namespace KgRca.Agent.Watching;

/// <summary><c>watch</c>: follows a cluster and delivers what happens in it. The default inside a cluster.</summary>
internal static class WatchCommand
{
    private const int Failed = 1;
    private const string DefaultListen = "127.0.0.1:4319";
    private const string DefaultLimit = "512Mi";

    public static Command Create()
    {
        var server = new Option<string?>("--server")
        {
            Description = "Server address, such as https://kgrca.example.com [default: KGRCA_SERVER]",
        };
        var kafka = new Option<string?>("--kafka")
        {
            Description =
                "Kafka brokers, such as kafka-1:9093,kafka-2:9093, instead of a server [default: "
                + "KGRCA_KAFKA]. Credentials: KGRCA_KAFKA_USERNAME and KGRCA_KAFKA_PASSWORD",
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
        var spool = new Option<string>("--spool")
        {
            Description = "Folder for undelivered records",
            DefaultValueFactory = _ => "kgrca-agent-spool",
        };
        var limit = new Option<string>("--spool-limit")
        {
            Description = "Maximum size of undelivered records, such as 512Mi",
            DefaultValueFactory = _ => DefaultLimit,
        };
        limit.Validators.Add(result =>
        {
            if (ByteQuantity.Read(result.GetValueOrDefault<string>() ?? "") is null)
                result.AddError("--spool-limit must be a size such as 512Mi or 2Gi.");
        });
        var listen = new Option<string>("--listen")
        {
            Description = "Listen address for alerts, logs, health and metrics",
            DefaultValueFactory = _ => DefaultListen,
        };
        var tail = new Option<bool>("--tail-logs")
        {
            Description =
                "Follow the logs of up to 200 Pods through the API server; for small clusters without Vector "
                + "or Fluent Bit",
        };
        var otlp = new Option<string?>("--otlp")
        {
            Description = "Listen address for OTLP (gRPC on port 4317, HTTP on 4318), such as 0.0.0.0; else KGRCA_OTLP",
        };
        var resource = CustomResources.Option();
        var prometheus = new Option<string?>("--prometheus")
        {
            Description =
                "Prometheus that has the service mesh's metrics, such as "
                + "http://prometheus.monitoring:9090, to learn which workloads call each other [default: "
                + "KGRCA_PROMETHEUS]",
        };
        var command = new Command("watch", "Watch a cluster and send its events, state, logs and alerts.")
        {
            server,
            kafka,
            cluster,
            kubeconfig,
            context,
            spool,
            limit,
            listen,
            tail,
            otlp,
            resource,
            prometheus,
        };
        command.SetAction(
            (result, cancellationToken) =>
                RunAsync(
                    new Target(
                        result.GetValue(server)
                            ?? (result.GetValue(kafka) is null ? AgentSettings.Read("KGRCA_SERVER") : null),
                        result.GetValue(kafka)
                            ?? (result.GetValue(server) is null ? AgentSettings.Read("KGRCA_KAFKA") : null)
                    ),
                    result.GetValue(cluster) ?? AgentSettings.Read("KGRCA_CLUSTER"),
                    result.GetValue(kubeconfig)?.FullName,
                    result.GetValue(context),
                    result.GetValue(prometheus) ?? AgentSettings.Read("KGRCA_PROMETHEUS"),
                    (uri, brokers, name) =>
                        new WatchOptions(
                            uri,
                            name,
                            result.GetRequiredValue(spool),
                            ByteQuantity.Read(result.GetRequiredValue(limit)) ?? 0,
                            result.GetRequiredValue(listen),
                            AgentSettings.Read("KGRCA_RECEIVER_TOKEN_FILE"),
                            result.GetValue(tail),
                            brokers,
                            (result.GetValue(otlp) ?? AgentSettings.Read("KGRCA_OTLP")) is { } host
                                ? new OtlpAddresses($"{host}:4317", $"{host}:4318")
                                : null,
                            CustomResources.Of(result, resource)
                        ),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Target target,
        string? cluster,
        string? kubeconfig,
        string? context,
        string? prometheus,
        Func<Uri?, KafkaOptions?, string, WatchOptions> options,
        CancellationToken cancellationToken
    )
    {
        var (key, keyFile) = (AgentSettings.Read("KGRCA_API_KEY"), AgentSettings.Read("KGRCA_API_KEY_FILE"));
        if (Read(target, key ?? keyFile, out var address, out var brokers) is { } trouble)
            return Fail(trouble);
        var metrics = prometheus is null ? null : PrometheusOptions.Read(prometheus, AgentSettings.Read);
        if (prometheus is not null && metrics is null)
            return Fail(
                "Set --prometheus or KGRCA_PROMETHEUS to a URL such as http://prometheus.monitoring:9090; "
                    + $"{prometheus} is not a URL."
            );
        NativeMemory.Limit();
        try
        {
            using var api = ApiServer.Connect(kubeconfig, context);
            var name = cluster ?? api.ClusterName;
            if (!ResourceId.TryParse($"{name}/Node//x", out _))
                return Fail(
                    $"'{name}' is not a valid cluster name: it must not be empty or contain a slash. Set "
                        + "--cluster or KGRCA_CLUSTER."
                );
            var log = new TroubleLog(Console.Error, TimeProvider.System);
            var chosen = options(address, brokers, name) with { Prometheus = metrics };
            log.Write(
                $"Watching cluster {name} at {api.Address}, delivering to "
                    + $"{address?.ToString() ?? $"Kafka at {brokers?.Brokers}"}, listening on {chosen.Listen}."
            );
            using var handler = new ApiKeyHandler(key, keyFile);
            await Watcher.RunAsync(chosen, api, handler, TimeProvider.System, log, cancellationToken);
            log.Write("Stopped. Undelivered records stay in the spool.");
            return 0;
        }
        catch (Exception exception)
            when (exception is KubernetesUnavailableException or IOException or UnauthorizedAccessException)
        {
            return Fail(exception.Message);
        }
    }

    /// <summary>Where records go.</summary>
    /// <returns>What is missing or wrong; null where all is there.</returns>
    private static string? Read(Target target, string? key, out Uri? address, out KafkaOptions? brokers)
    {
        (address, brokers) = (null, null);
        switch (target)
        {
            case { Server: not null, Kafka: not null }:
                return "Set either --server or --kafka (KGRCA_SERVER or KGRCA_KAFKA), not both.";
            case { Kafka: { } named }:
                return KafkaOptions.TryRead(named, AgentSettings.Read, out brokers, out var trouble) ? null : trouble;
            default:
                if (key is null)
                    return "An API key is required: set KGRCA_API_KEY, or set the key file with "
                        + "KGRCA_API_KEY_FILE.";
                return AgentSettings.TryReadServer(target.Server, out address)
                    ? null
                    : "A server address is required, such as https://kgrca.example.com: set --server or "
                        + $"KGRCA_SERVER{(target.Server is null ? "" : $"; {target.Server} is not a URL")}.";
        }
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return Failed;
    }

    /// <summary>Where records go, as it was given.</summary>
    private sealed record Target(string? Server, string? Kafka);
}
