namespace KgRca.AppHost;

/// <summary>The platform on embedded stores: all services in one process, which needs no container.</summary>
internal static class EmbeddedPlatform
{
    private const int DefaultPort = 8080;

    /// <summary>
    /// Adds it. <c>--port</c> sets the port that it listens on (8080), <c>--data</c> the folder that holds what it
    /// stores (<c>./data</c>), <c>--demo false</c> leaves out the demo client.
    /// </summary>
    /// <exception cref="DistributedApplicationException"><c>--port</c> or <c>--demo</c> cannot be read.</exception>
    public static IResourceBuilder<ProjectResource> AddEmbeddedPlatform(this IDistributedApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        var data = Path.GetFullPath(settings["data"] ?? "./data");
        var platform = builder
            .AddProject<Projects.KgRca_Standalone>("kgrca")
            .WithHttpEndpoint(port: Port(settings["port"]), isProxied: false)
            .WithArgs("--data", data)
            .WithHttpHealthCheck("/health/ready")
            .WithUrlForEndpoint("http", url => url.DisplayText = "Start page")
            .WithUrlForEndpoint("http", _ => new() { Url = "/docs", DisplayText = "API reference" })
            .WithPasswordCommand(data)
            .PrintOutputUntilReady();
        return IsOff(settings["demo"]) ? platform.WithArgs("--no-demo") : platform;
    }

    private static int Port(string? text) =>
        text is null ? DefaultPort
        : ushort.TryParse(text, out var port) && port > 0 ? port
        : throw new DistributedApplicationException($"--port is '{text}'. Give a number from 1 to 65535.");

    private static bool IsOff(string? demo) =>
        demo is not null
        && (
            bool.TryParse(demo, out var wanted)
                ? !wanted
                : throw new DistributedApplicationException($"--demo is '{demo}'. Give true or false.")
        );
}
