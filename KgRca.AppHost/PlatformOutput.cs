using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KgRca.AppHost;

/// <summary>What the platform prints as it starts, on the terminal of the app host.</summary>
internal static class PlatformOutput
{
    private const string First = "KG RCA";
    private const string Ready = "ready";

    /// <summary>
    /// Prints the addresses, the password, the demo key and <c>ready</c>, and what keeps the platform from starting.
    /// What it prints later is in the dashboard.
    /// </summary>
    public static IResourceBuilder<T> PrintOutputUntilReady<T>(this IResourceBuilder<T> builder)
        where T : IResource
    {
        builder.ApplicationBuilder.Services.AddHostedService(services => new Printer(
            services.GetRequiredService<ResourceLoggerService>(),
            builder.Resource
        ));
        return builder;
    }

    /// <summary>A line as the platform wrote it, without the time that Aspire puts before it.</summary>
    internal static string WithoutTime(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var hasTime = space > 0 && IsTime(line.AsSpan(0, space));
        return hasTime ? line[(space + 1)..] : line;
    }

    private static bool IsTime(ReadOnlySpan<char> text) =>
        text[^1] == 'Z' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _);

    private sealed class Printer(ResourceLoggerService logs, IResource resource) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            // What comes before is Aspire's own.
            var begun = false;
            await foreach (var lines in logs.WatchAsync(resource).WithCancellation(stoppingToken))
            foreach (var line in lines)
            {
                var text = WithoutTime(line.Content);
                begun = begun || text == First;
                if (line.IsErrorMessage)
                    await Console.Error.WriteLineAsync(text);
                else if (begun)
                    await Console.Out.WriteLineAsync(text);
                if (text == Ready)
                    return;
            }
        }
    }
}
