using KgRca.AppHost;
using Microsoft.AspNetCore.Connections;

try
{
    var builder = DistributedApplication.CreateBuilder(args);
    builder.AddEmbeddedPlatform();
    await builder.Build().RunAsync();
    return 0;
}
catch (DistributedApplicationException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
catch (IOException exception) when (exception.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"{exception.Message} Another app host may be running.");
    return 1;
}
