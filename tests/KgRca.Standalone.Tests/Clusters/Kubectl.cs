using System.Diagnostics;

namespace KgRca.Standalone.Tests.Clusters;

/// <summary>Runs <c>kubectl</c> against a cluster.</summary>
internal sealed class Kubectl(string kubeconfig)
{
    private const int Retries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private const string Elsewhere = "in kube-system: ";
    private const string Refused = "refused: ";
    private const string Uid = "{uid of ";
    private const string Patch = " -p ";

    /// <summary>What more words in braces stand for, by these.</summary>
    public Dictionary<string, string> Words { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Runs a step in a namespace: <c>kubectl</c>'s arguments, what follows <c>-p</c> being one, or a manifest, which
    /// is applied. <c>{ns}</c> stands for the namespace, <c>{now}</c> for the time, <c>{pod}</c> for the name of the
    /// namespace's first Pod, <c>{uid of KIND NAME}</c> for the uid of an object. After <c>in kube-system:</c> it is
    /// run there; what comes after <c>refused:</c> has to fail.
    /// </summary>
    public async Task RunAsync(string @namespace, string step, CancellationToken cancellationToken)
    {
        if (step.StartsWith(Refused, StringComparison.Ordinal))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() =>
                RunAsync(@namespace, step[Refused.Length..], cancellationToken)
            );
            return;
        }
        if (step.StartsWith(Elsewhere, StringComparison.Ordinal))
            (@namespace, step) = ("kube-system", step[Elsewhere.Length..]);
        var text = step.Replace("{ns}", @namespace, StringComparison.Ordinal)
            .Replace("{now}", $"{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}", StringComparison.Ordinal);
        foreach (var (word, meaning) in Words)
            text = text.Replace(word, meaning, StringComparison.Ordinal);
        if (text.Contains("{pod}", StringComparison.Ordinal))
            text = text.Replace("{pod}", await PodAsync(@namespace, cancellationToken), StringComparison.Ordinal);
        if (text.IndexOf(Uid, StringComparison.Ordinal) is >= 0 and var start && text.IndexOf('}', start) is var end)
            text =
                text[..start]
                + await RunAsync(
                    [
                        "-n",
                        @namespace,
                        "get",
                        .. Split(text[(start + Uid.Length)..end]),
                        "-o",
                        "jsonpath={.metadata.uid}",
                    ],
                    null,
                    cancellationToken
                )
                + text[(end + 1)..];
        if (text.Contains("apiVersion:", StringComparison.Ordinal))
        {
            await ApplyAsync(@namespace, text, cancellationToken);
            return;
        }
        var patch = text.IndexOf(Patch, StringComparison.Ordinal);
        string[] arguments = patch < 0 ? Split(text) : [.. Split(text[..patch]), "-p", text[(patch + Patch.Length)..]];
        await RunAsync(["-n", @namespace, .. arguments], null, cancellationToken);
    }

    /// <summary>The name of a namespace's first Pod.</summary>
    public async Task<string> PodAsync(string @namespace, CancellationToken cancellationToken) =>
        await RunAsync(
            ["-n", @namespace, "get", "pods", "-o", "jsonpath={.items[0].metadata.name}"],
            null,
            cancellationToken
        );

    /// <summary>Runs it once.</summary>
    /// <returns>What it wrote.</returns>
    public async Task<string> RunAsync(
        IEnumerable<string> arguments,
        string? input,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo("kubectl", ["--kubeconfig", kubeconfig, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        if (input is not null)
            await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException(
                $"kubectl {string.Join(' ', start.ArgumentList.Skip(2))}: {await errors}{input}"
            );
    }

    private static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    // A namespace's service account and the token controller's work follow its creation: what needs them is tried
    // again.
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
