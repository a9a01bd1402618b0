using System.Diagnostics;

namespace KgRca.AppHost;

/// <summary>A command in the dashboard for who has lost the administrator's password.</summary>
internal static class PasswordCommand
{
    /// <summary>Adds it: it runs the platform's <c>reset-password</c> and shows the new password.</summary>
    /// <param name="builder">The platform.</param>
    /// <param name="data">The folder that holds what the platform stores.</param>
    public static IResourceBuilder<ProjectResource> WithPasswordCommand(
        this IResourceBuilder<ProjectResource> builder,
        string data
    ) =>
        builder.WithCommand(
            "reset-password",
            "New administrator password",
            context => RunAsync(builder.Resource.GetProjectMetadata().ProjectPath, data, context.CancellationToken),
            new CommandOptions
            {
                Description = "Makes a new password for the administrator. The old one stops working at once.",
                ConfirmationMessage = "Make a new administrator password? The old one stops working at once.",
                IconName = "Key",
                UpdateState = state =>
                    state.ResourceSnapshot.HealthStatus is null
                        ? ResourceCommandState.Disabled
                        : ResourceCommandState.Enabled,
            }
        );

    private static async Task<ExecuteCommandResult> RunAsync(
        string project,
        string data,
        CancellationToken cancellationToken
    )
    {
        string[] arguments = ["run", "--no-build", "--project", project, "--", "reset-password", "--data", data];
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var (output, errors) = (
            process.StandardOutput.ReadToEndAsync(cancellationToken),
            process.StandardError.ReadToEndAsync(cancellationToken)
        );
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? CommandResults.Success(
                "The administrator has a new password.",
                await output,
                CommandResultFormat.Text,
                displayImmediately: true
            )
            : CommandResults.Failure((await errors).Trim());
    }
}
