using System.ComponentModel;
using System.Diagnostics;

namespace KgRca.Agent.Tests.Deploy;

/// <summary>Runs command lines.</summary>
internal static class Tool
{
    /// <summary>Whether a program can be started.</summary>
    public static bool Exists(string program)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, ["--help"])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            );
            process?.Kill();
            return process is not null;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote; the test fails where it did.</returns>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (exit, output, errors) = await TryAsync(program, arguments);
        Assert.True(exit == 0, $"{program} {string.Join(' ', arguments)}: {errors}");
        return output;
    }

    /// <summary>Runs a program that may fail.</summary>
    public static async Task<(int Exit, string Output, string Errors)> TryAsync(
        string program,
        params string[] arguments
    )
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }
}
