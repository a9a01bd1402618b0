using System.ComponentModel;
using System.Diagnostics;

namespace KgRca.Testing;

/// <summary>Runs a program to its end.</summary>
public static class Command
{
    /// <returns>What it wrote to its standard output.</returns>
    /// <exception cref="InvalidOperationException">The program failed; the message holds what it wrote.</exception>
    public static async Task<string> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"Cannot start {program}.");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)}: {await errors}{await output}"
            );
    }

    /// <returns>Whether there is such a program and it succeeded.</returns>
    public static async Task<bool> TryRunAsync(
        string program,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await RunAsync(program, arguments, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }
}
