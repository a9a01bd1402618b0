using System.CommandLine;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.EventLog.Embedded;
using KgRca.Graph;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace KgRca.Standalone.Startup;

/// <summary>
/// <c>repair</c>: sets aside what is damaged of one client's stored data. Its graph is built again from the log at the
/// next start, or goes on from a copy. The platform must not run meanwhile.
/// </summary>
internal static class RepairCommand
{
    /// <summary>The command.</summary>
    /// <param name="data">The option with the data folder.</param>
    public static Command Command(Option<string> data)
    {
        var client = new Argument<string>("client") { Description = "The client's id" };
        var copy = new Option<string?>("--graph")
        {
            Description = "A copy of the client's graph (graphs/…_kg.db of a backup) to go on from",
        };
        var rebuild = new Option<bool>("--rebuild") { Description = "Build the graph again even if it is not damaged" };
        var command = new Command(
            "repair",
            "Set damaged data of a client aside, and build its graph again from the log"
        )
        {
            client,
            copy,
            rebuild,
        };
        command.SetAction(
            (result, cancellationToken) =>
                RunAsync(
                    Path.GetFullPath(result.GetRequiredValue(data)),
                    result.GetRequiredValue(client),
                    result.GetValue(copy),
                    result.GetValue(rebuild),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string folder,
        string client,
        string? copy,
        bool rebuild,
        CancellationToken cancellationToken
    )
    {
        if (!TenantId.TryParse(client, out var tenant))
            return DataFolder.Fail($"'{client}' is no client's id. GET /api/admin/v1/clients lists them.");
        if (!Directory.Exists(folder))
            return DataFolder.Fail(DataFolder.Missing(folder));
        if (copy is not null && !File.Exists(copy))
            return DataFolder.Fail($"There is no file {copy}.");
        try
        {
            using var ownership = DataDirectoryLock.Take(folder);
            var aside = new SetAside(Path.Combine(folder, "set-aside", tenant.Value));
            await using var services = Services(folder);
            if (!await RepairLogAsync(services, tenant, aside, cancellationToken))
                return DataFolder.Fail($"There is no client {tenant} in {folder}.");
            await RepairGraphAsync(services, tenant, aside, copy, rebuild, cancellationToken);
            return 0;
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or SqliteException
                        or EventLogUnavailableException
                        or GraphUnavailableException
            )
        {
            return DataFolder.Fail(exception.Message);
        }
    }

    private static ServiceProvider Services(string folder)
    {
        var builder = DataFolder.Builder(folder);
        builder.AddEventLog();
        builder.AddGraph();
        return builder.Services.BuildServiceProvider();
    }

    private static async Task<bool> RepairLogAsync(
        ServiceProvider services,
        TenantId tenant,
        SetAside aside,
        CancellationToken cancellationToken
    )
    {
        var log = services.GetRequiredService<EmbeddedEventLog>();
        var topics = (await log.ListTopicsAsync(cancellationToken))
            .Select(topic => topic.Name)
            .Where(topic => TopicName.TryParse(topic, out var name) && name.Tenant == tenant)
            .ToList();
        var records = 0L;
        await log.TakeOutDamageAsync(
            topics,
            batch =>
            {
                records += batch.NextOffset - batch.Offset;
                aside.Write(
                    $"{batch.Partition.Topic}-{batch.Partition.Partition}-{batch.Offset}.batch",
                    batch.Bytes.Span
                );
            },
            cancellationToken
        );
        Console.WriteLine(
            records == 0
                ? "  log     not damaged"
                : $"  log     up to {records} damaged records set aside in {aside.Folder}; what was sent since is read on"
        );
        return topics.Count > 0;
    }

    private static async Task RepairGraphAsync(
        ServiceProvider services,
        TenantId tenant,
        SetAside aside,
        string? copy,
        bool rebuild,
        CancellationToken cancellationToken
    )
    {
        var folder = Path.Combine(services.GetRequiredService<IOptions<GraphOptions>>().Value.DataDirectory, "graphs");
        var path = Path.Combine(folder, $"{tenant.GraphDatabase}.db");
        if (copy is not null && await GraphFiles.FindDamageAsync(copy, cancellationToken) is { } bad)
            throw new IOException($"{copy} cannot be used: {bad}");
        var damage = File.Exists(path) ? await GraphFiles.FindDamageAsync(path, cancellationToken) : null;
        if (damage is null && copy is null && !rebuild)
        {
            Console.WriteLine("  graph   not damaged");
            return;
        }
        GraphFiles.Move(path, aside);
        if (copy is not null)
            GraphFiles.Copy(copy, path);
        Console.WriteLine($"  graph   {damage ?? "not damaged"}; set aside in {aside.Folder}");
        Console.WriteLine(
            copy is null
                ? "  graph   will be built again from the log when the platform starts"
                : $"  graph   will go on from {copy} when the platform starts"
        );
    }
}
