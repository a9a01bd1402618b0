using System.CommandLine;
using KgRca.Tenancy;
using KgRca.Tenancy.Administrators;
using KgRca.Tenancy.Storage;

namespace KgRca.Standalone.Startup;

/// <summary>
/// <c>reset-password</c>: a new password for an administrator who lost theirs. Whoever can write to the data folder may
/// do it, while the platform runs too.
/// </summary>
internal static class PasswordReset
{
    /// <summary>The command.</summary>
    /// <param name="data">The option with the data folder.</param>
    public static Command Command(Option<string> data)
    {
        var name = new Argument<string>("name")
        {
            Description = "The administrator's name",
            DefaultValueFactory = _ => "admin",
        };
        var command = new Command("reset-password", "Give an administrator a new password and print it") { name };
        command.SetAction(
            (result, cancellationToken) =>
                RunAsync(
                    Path.GetFullPath(result.GetRequiredValue(data)),
                    result.GetRequiredValue(name),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(string folder, string name, CancellationToken cancellationToken)
    {
        var builder = DataFolder.Builder(folder);
        builder.AddTenancy();
        if (builder.Configuration.GetConnectionString("postgres") is null && !Directory.Exists(folder))
            return DataFolder.Fail(DataFolder.Missing(folder));
        using var host = builder.Build();
        await host.Services.GetRequiredService<TenancyDatabase>().MigrateAsync(cancellationToken);
        var administrators = host.Services.GetRequiredService<AdministratorStore>();
        if (!await administrators.ExistsAsync(name, cancellationToken))
            return DataFolder.Fail($"There is no administrator named {name} in {folder}.");
        var password = await administrators.ResetAsync(name, cancellationToken);
        Console.WriteLine($"  administrator   {name}");
        Console.WriteLine($"  password        {password}   (shown only once)");
        return 0;
    }
}
