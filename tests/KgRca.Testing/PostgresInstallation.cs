using System.Globalization;

namespace KgRca.Testing;

/// <summary>A server started out of the machine's installation, on a free port of the loopback address.</summary>
internal sealed class PostgresInstallation : IAsyncDisposable
{
    /// <summary>Where Debian and Ubuntu install it, a folder for each version.</summary>
    public const string Root = "/usr/lib/postgresql";

    private const string User = "kgrca";

    private readonly TempFolder _folder;
    private readonly string _programs;
    private readonly string _data;

    private PostgresInstallation(TempFolder folder, string programs, int port)
    {
        (_folder, _programs, _data) = (folder, programs, Path.Combine(folder.Path, "data"));
        ConnectionString = $"Host=127.0.0.1;Port={port};Username={User};Database=postgres;Maximum Pool Size=10";
    }

    public string ConnectionString { get; }

    public static async Task<PostgresInstallation?> StartAsync(CancellationToken cancellationToken)
    {
        if (FindPrograms() is not { } programs)
            return null;
        var folder = new TempFolder();
        try
        {
            // PostgreSQL refuses to run as root, so the folder is given to the user that its package has made.
            if (Environment.IsPrivilegedProcess)
                await Command.RunAsync("chown", ["postgres", folder.Path], cancellationToken);
            var port = FreePorts.One();
            var server = new PostgresInstallation(folder, programs, port);
            await server.RunAsync(
                "initdb",
                ["-D", server._data, "-U", User, "--auth=trust", "--no-sync", "--encoding=UTF8"],
                cancellationToken
            );
            var settings =
                $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder.Path} -c fsync=off -c max_connections=200";
            await server.RunAsync(
                "pg_ctl",
                ["start", "-w", "-s", "-D", server._data, "-l", Path.Combine(folder.Path, "log"), "-o", settings],
                cancellationToken
            );
            return server;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("pg_ctl", ["stop", "-w", "-s", "-m", "immediate", "-D", _data], CancellationToken.None);
        _folder.Dispose();
    }

    private static string? FindPrograms() =>
        !Directory.Exists(Root)
            ? null
            : Directory
                .EnumerateDirectories(Root)
                .Select(version => Path.Combine(version, "bin"))
                .Where(programs => File.Exists(Path.Combine(programs, "initdb")))
                .MaxBy(programs =>
                    int.TryParse(
                        Path.GetFileName(Path.GetDirectoryName(programs)),
                        CultureInfo.InvariantCulture,
                        out var version
                    )
                        ? version
                        : 0
                );

    private Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_programs, program);
        return Environment.IsPrivilegedProcess
            ? Command.RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments], cancellationToken)
            : Command.RunAsync(path, arguments, cancellationToken);
    }
}
