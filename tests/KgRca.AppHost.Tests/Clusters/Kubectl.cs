using System.Diagnostics;

namespace KgRca.AppHost.Tests.Clusters;

/// <summary>Runs <c>kubectl</c> against a cluster.</summary>
internal sealed class Kubectl(string kubeconfig)
{
    private const int Retries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Runs steps in a namespace: <c>kubectl</c>'s arguments each, or a manifest, which is applied. <c>{ns}</c> stands for the namespace.</summary>
    public async Task RunAsync(string @namespace, IEnumerable<string> steps, CancellationToken cancellationToken)
    {
        foreach (var step in steps.Select(step => step.Replace("{ns}", @namespace, StringComparison.Ordinal)))
        {
            if (step.Contains("apiVersion:", StringComparison.Ordinal)) await ApplyAsync(@namespace, step, cancellationToken);
            else await RunAsync(["-n", @namespace, .. step.Split(' ', StringSplitOptions.RemoveEmptyEntries)], null, cancellationToken);
        }
    }

    /// <summary>Runs it once.</summary>
    /// <returns>What it wrote.</returns>
    public async Task<string> RunAsync(IEnumerable<string> arguments, string? input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("kubectl", ["--kubeconfig", kubeconfig, .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"kubectl {string.Join(' ', start.ArgumentList.Skip(2))}: {await errors}{input}");
    }

    // A namespace's service account and the token controller's work follow its creation: what needs them is tried again.
    private async Task ApplyAsync(string @namespace, string manifest, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // What begins with a brace would be read as JSON.
                await RunAsync(["-n", @namespace, "apply", "-f", "-"], $"---\n{manifest}", cancellationToken);
                return;
            }
            catch (InvalidOperationException) when (attempt < Retries)
            {
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
    }
}
