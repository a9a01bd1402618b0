using System.CommandLine;
using KgRca.Agent.Delivery;

namespace KgRca.Agent.Replay;

/// <summary><c>replay</c>: sends a capture to a server.</summary>
internal static class ReplayCommand
{
    private const int Failed = 1;
    private const int SomeRejected = 2;

    public static Command Create()
    {
        var file = new Option<FileInfo>("--file") { Description = "Capture, .jsonl or .jsonl.gz", Required = true };
        var server = new Option<string>("--server")
        {
            Description = "Server address, such as http://127.0.0.1:8080",
            Required = true,
        };
        var key = new Option<string?>("--api-key")
        {
            Description = "API key with the ingest permission; prefer the environment variable KGRCA_API_KEY",
        };
        var speed = new Option<double?>("--speed")
        {
            Description = "Replay at the capture's own pace, this many times faster",
        };
        speed.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } number && !(number > 0 && double.IsFinite(number)))
                result.AddError("--speed must be greater than 0.");
        });
        var fromNow = new Option<bool>("--from-now")
        {
            Description = "Shift timestamps so that the capture ends when the replay does; its events count as new",
        };
        var resume = new Option<FileInfo?>("--resume")
        {
            Description = "File that stores the replay's progress; an interrupted replay resumes from it",
        };
        var command = new Command("replay", "Send a recorded capture to a server.")
        {
            file,
            server,
            key,
            speed,
            fromNow,
            resume,
        };
        command.SetAction(
            (result, cancellationToken) =>
                RunAsync(
                    result.GetRequiredValue(file),
                    result.GetRequiredValue(server),
                    result.GetValue(key) ?? AgentSettings.Read("KGRCA_API_KEY"),
                    result.GetValue(speed),
                    result.GetValue(fromNow),
                    result.GetValue(resume),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        FileInfo file,
        string server,
        string? key,
        double? speed,
        bool fromNow,
        FileInfo? resume,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrEmpty(key))
            return Fail("An API key is required: set KGRCA_API_KEY or --api-key.");
        if (!file.Exists)
            return Fail($"{file.FullName} does not exist.");
        if (!AgentSettings.TryReadServer(server, out var address))
            return Fail($"--server must be a URL such as http://127.0.0.1:8080, not {server}.");
        using var handler = new ApiKeyHandler(key, null);
        using var http = IngestClient.Connect(address, handler);
        var options = new ReplayOptions(file.OpenRead, speed, fromNow, resume?.FullName);
        try
        {
            var done = await new ReplayDisplay(TimeProvider.System).RunAsync(display =>
                new CaptureReplay(http, TimeProvider.System).RunAsync(
                    options,
                    display,
                    display.Reject,
                    cancellationToken
                )
            );
            return done.Rejected > 0 ? SomeRejected : 0;
        }
        catch (Exception exception) when (exception is ReplayException or IOException or UnauthorizedAccessException)
        {
            return Fail(exception.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Fail(
                resume is null ? "Stopped." : $"Stopped. Run the same command to resume from {resume.FullName}."
            );
        }
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return Failed;
    }
}
