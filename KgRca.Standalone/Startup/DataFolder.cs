namespace KgRca.Standalone.Startup;

/// <summary>The data folder, for commands that work on it without the platform.</summary>
internal static class DataFolder
{
    /// <summary>A host without services, which has the folder and the environment as its configuration.</summary>
    public static HostApplicationBuilder Builder(string folder)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddEnvironmentVariables();
        builder.Configuration["DataDirectory"] = folder;
        return builder;
    }

    /// <summary>What to say where there is no such folder.</summary>
    public static string Missing(string folder) =>
        $"There is no data folder {folder}. Name the platform's own with --data.";

    /// <summary>Says why a command ends without having done anything.</summary>
    /// <returns>Its exit code.</returns>
    public static int Fail(string problem)
    {
        Console.Error.WriteLine(problem);
        return 1;
    }
}
