using System.CommandLine;

namespace KgRca.Standalone.Startup;

/// <summary>What the command line asks for.</summary>
/// <param name="Urls">Addresses to listen on, separated by semicolons.</param>
/// <param name="DataDirectory">The folder that holds everything that is stored.</param>
/// <param name="Demo">Whether the first start makes a demo client and replays the bundled capture for it.</param>
internal sealed record StandaloneArguments(string Urls, string DataDirectory, bool Demo)
{
    /// <summary>
    /// Reads the command line and runs <paramref name="run"/>, or a command; prints help or errors instead where that
    /// is called for.
    /// </summary>
    /// <returns>The exit code.</returns>
    public static Task<int> InvokeAsync(string[] args, Func<StandaloneArguments, CancellationToken, Task<int>> run)
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Addresses to listen on, separated by semicolons [environment: ASPNETCORE_URLS]",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? "http://127.0.0.1:8080",
        };
        var data = new Option<string>("--data")
        {
            Description = "Folder for all stored data",
            DefaultValueFactory = _ => "./data",
            Recursive = true,
        };
        var noDemo = new Option<bool>("--no-demo") { Description = "Do not create a demo client on the first start" };
        var root = new RootCommand("Runs the whole KG RCA platform in one process, on embedded stores.")
        {
            urls,
            data,
            noDemo,
            PasswordReset.Command(data),
            RepairCommand.Command(data),
        };
        root.SetAction(
            (result, cancellationToken) =>
                run(
                    new StandaloneArguments(
                        result.GetRequiredValue(urls),
                        Path.GetFullPath(result.GetRequiredValue(data)),
                        !result.GetValue(noDemo)
                    ),
                    cancellationToken
                )
        );
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }
}
