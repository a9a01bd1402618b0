using System.CommandLine;
using System.Globalization;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Pseudonyms;
using KgRca.Contracts.Identity;

namespace KgRca.Agent.Recording;

/// <summary><c>record</c>: writes a capture of a live cluster.</summary>
internal static class RecordCommand
{
    private const int Failed = 1;

    public static Command Create()
    {
        var file = new Option<FileInfo>("--out")
        {
            Description = "Capture to make, .jsonl or .jsonl.gz; it must not exist",
            Required = true,
        };
        var kubeconfig = new Option<FileInfo?>("--kubeconfig")
        {
            Description = "Kubeconfig; else KUBECONFIG, ~/.kube/config, or the service account of the Pod",
        };
        var context = new Option<string?>("--context")
        {
            Description = "Context of the kubeconfig; else its current one",
        };
        var cluster = new Option<string?>("--cluster")
        {
            Description = "The cluster's name in the records; else the one in the kubeconfig",
        };
        var length = new Option<TimeSpan?>("--for")
        {
            Description = "Stop after this long, such as 90s, 10m or 2h; else at Ctrl-C",
            CustomParser = result =>
            {
                if (TryReadLength(result.Tokens.Count == 1 ? result.Tokens[0].Value : "", out var time))
                    return time;
                result.AddError("--for must be a length such as 90s, 10m or 2h.");
                return null;
            },
        };
        var pseudonymise = new Option<bool>("--pseudonymise")
        {
            Description =
                "Replace names of objects, images, hosts and the like by made-up ones; nobody can turn them back",
        };
        var resource = CustomResources.Option();
        var command = new Command("record", "Records a cluster's objects, their edges and its events into a capture.")
        {
            file,
            kubeconfig,
            context,
            cluster,
            length,
            pseudonymise,
            resource,
        };
        command.SetAction(
            (result, cancellationToken) =>
                RunAsync(
                    result.GetRequiredValue(file),
                    result.GetValue(kubeconfig)?.FullName,
                    result.GetValue(context),
                    result.GetValue(cluster),
                    result.GetValue(length),
                    result.GetValue(pseudonymise) ? new PseudonymousRecords() : null,
                    CustomResources.Of(result, resource),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        FileInfo file,
        string? kubeconfig,
        string? context,
        string? cluster,
        TimeSpan? length,
        PseudonymousRecords? pseudonyms,
        IReadOnlyList<ResourceType> resources,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var server = ApiServer.Connect(kubeconfig, context);
            var name = cluster ?? server.ClusterName;
            if (!ResourceId.TryParse($"{name}/Node//x", out _))
                return Fail(
                    $"'{name}' cannot be a cluster's name: it must not be empty or contain a slash. Give "
                        + "another by --cluster."
                );
            using var capture = new CaptureWriter(file.FullName);
            using var ending = length is { } limit
                ? new CancellationTokenSource(limit, TimeProvider.System)
                : new CancellationTokenSource();
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ending.Token);
            var progress = new RecordingLine(Console.Error, TimeProvider.System);
            await Console.Error.WriteLineAsync($"Recording cluster {name} at {server.Address} into {file.FullName}.");
            await new Recorder(
                server,
                name,
                WatchedTypes.With(resources),
                capture,
                TimeProvider.System,
                progress,
                pseudonyms
            ).RunAsync(linked.Token);
            progress.Finish(capture.Records, capture.Length);
            return 0;
        }
        catch (Exception exception)
            when (exception is KubernetesUnavailableException or IOException or UnauthorizedAccessException)
        {
            return Fail(exception.Message);
        }
    }

    /// <summary>Reads a length as Go and kubectl write them: a number and s, m or h.</summary>
    internal static bool TryReadLength(string text, out TimeSpan length)
    {
        length = default;
        if (
            text.Length < 2
            || !double.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
            return false;
        var unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            _ => TimeSpan.Zero,
        };
        if (unit == TimeSpan.Zero || !(number * unit.TotalDays is > 0 and < 30))
            return false;
        length = unit * number;
        return true;
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return Failed;
    }
}
