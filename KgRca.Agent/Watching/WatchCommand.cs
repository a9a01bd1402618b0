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
            Description = "Address of the server, such as https://kgrca.example.com; else KGRCA_SERVER",
        };
        var kafka = new Option<string?>("--kafka")
        {
            Description =
                "Addresses of Kafka's brokers, such as kafka-1:9093,kafka-2:9093, in place of a server; else KGRCA_KAFKA. KGRCA_KAFKA_USERNAME and KGRCA_KAFKA_PASSWORD say as whom",
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
        var spool = new Option<string>("--spool")
        {
            Description = "Folder for what waits to be delivered",
            DefaultValueFactory = _ => "kgrca-agent-spool",
        };
        var limit = new Option<string>("--spool-limit")
        {
            Description = "How much may wait, such as 512Mi",
            DefaultValueFactory = _ => DefaultLimit,
        };
        limit.Validators.Add(result =>
        {
            if (ByteQuantity.Read(result.GetValueOrDefault<string>() ?? "") is null)
                result.AddError("--spool-limit must be an amount of bytes such as 512Mi or 2Gi.");
        });
        var listen = new Option<string>("--listen")
        {
            Description = "Address and port for alerts, logs, health and metrics",
            DefaultValueFactory = _ => DefaultListen,
        };
        var tail = new Option<bool>("--tail-logs")
        {
            Description =
                "Follow the logs of up to 200 Pods through the API server; for small clusters without Vector or Fluent Bit",
        };
        var otlp = new Option<string?>("--otlp")
        {
            Description =
                "Address at which OTLP is received too, gRPC at port 4317 and HTTP at 4318, such as 0.0.0.0; else KGRCA_OTLP",
        };
        var resource = CustomResources.Option();
        var prometheus = new Option<string?>("--prometheus")
        {
            Description =
                "Address of a Prometheus with a service mesh's metrics, such as http://prometheus.monitoring:9090, to learn who calls whom; else KGRCA_PROMETHEUS",
        };
        var command = new Command("watch", "Follows a cluster and delivers what happens in it.")
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
                $"Prometheus' address is one such as http://prometheus.monitoring:9090, by --prometheus or KGRCA_PROMETHEUS; {prometheus} is none."
            );
        NativeMemory.Limit();
        try
        {
            using var api = ApiServer.Connect(kubeconfig, context);
            var name = cluster ?? api.ClusterName;
            if (!ResourceId.TryParse($"{name}/Node//x", out _))
                return Fail(
                    $"'{name}' cannot be a cluster's name: it must not be empty or contain a slash. Give another by --cluster or KGRCA_CLUSTER."
                );
            var log = new TroubleLog(Console.Error, TimeProvider.System);
            var chosen = options(address, brokers, name) with { Prometheus = metrics };
            log.Write(
                $"Watching cluster {name} at {api.Address}, delivering to {address?.ToString() ?? $"Kafka at {brokers?.Brokers}"}, listening on {chosen.Listen}."
            );
            using var handler = new ApiKeyHandler(key, keyFile);
            await Watcher.RunAsync(chosen, api, handler, TimeProvider.System, log, cancellationToken);
            log.Write("Stopped. What was not delivered waits in the spool.");
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
                return "Records go to a server or to Kafka, not to both: give one of --server and --kafka, or one of KGRCA_SERVER and KGRCA_KAFKA.";
            case { Kafka: { } named }:
                return KafkaOptions.TryRead(named, AgentSettings.Read, out brokers, out var trouble) ? null : trouble;
            default:
                if (key is null)
                    return "An API key is needed: set KGRCA_API_KEY, or name a file that holds it by KGRCA_API_KEY_FILE.";
                return AgentSettings.TryReadServer(target.Server, out address)
                    ? null
                    : $"The server's address is needed, such as https://kgrca.example.com, by --server or KGRCA_SERVER{(target.Server is null ? "" : $"; {target.Server} is none")}.";
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
