using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.AppHost.Tests;

/// <summary>What a plain <c>dotnet run</c> of the app host gives, without a container.</summary>
public sealed partial class EmbeddedPlatformTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WithoutContainers_HasTheDemosIncidentsAndANewPasswordOnDemand()
    {
        using var folder = new TempFolder();
        await using var app = await StartAsync("--data", folder.Path);
        var output = await OutputUntilReadyAsync(app);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("kgrca", Cancellation);

        using var http = app.CreateHttpClient("kgrca");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key().Match(output).Value);
        var list = await http.GetFromJsonAsync<JsonElement>("/api/v1/incidents", Cancellation);
        Assert.NotEqual(0, list.GetProperty("incidents").GetArrayLength());

        var password = await NewPasswordAsync(app);
        Assert.DoesNotContain(password, output);
        using var admin = app.CreateHttpClient("kgrca");
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"admin:{password}"))
        );
        using var clients = await admin.GetAsync("/api/admin/v1/clients", Cancellation);
        Assert.True(clients.IsSuccessStatusCode, $"{clients.StatusCode}");
    }

    [Fact]
    public async Task Start_WithoutDemo_HasNoDemoKey()
    {
        using var folder = new TempFolder();
        await using var app = await StartAsync("--data", folder.Path, "--demo", "false");
        Assert.DoesNotMatch(Key(), await OutputUntilReadyAsync(app));
    }

    [Theory]
    [InlineData("--port", "http", "--port is 'http'. Give a number from 1 to 65535.")]
    [InlineData("--port", "0", "--port is '0'. Give a number from 1 to 65535.")]
    [InlineData("--demo", "no", "--demo is 'no'. Give true or false.")]
    public async Task Start_OptionThatCannotBeRead_SaysWhatToGive(string option, string value, string problem)
    {
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "KgRca.AppHost.dll"), option, value];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.Equal((1, problem), (process.ExitCode, errors.Trim()));
    }

    private static async Task<DistributedApplication> StartAsync(params string[] arguments)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.KgRca_AppHost>(
            arguments,
            Cancellation
        );
        var app = await builder.BuildAsync(Cancellation);
        await app.StartAsync(Cancellation);
        return app;
    }

    private static async Task<string> OutputUntilReadyAsync(DistributedApplication app)
    {
        var output = new List<string>();
        var logs = app.Services.GetRequiredService<ResourceLoggerService>();
        var platform = app
            .Services.GetRequiredService<DistributedApplicationModel>()
            .Resources.Single(r => r.Name == "kgrca");
        await foreach (var lines in logs.WatchAsync(platform).WithCancellation(Cancellation))
        foreach (var line in lines)
        {
            output.Add(line.Content);
            if (PlatformOutput.WithoutTime(line.Content) == "ready")
                return string.Join('\n', output);
        }
        throw new InvalidOperationException($"The platform ended:\n{string.Join('\n', output)}");
    }

    private static async Task<string> NewPasswordAsync(DistributedApplication app)
    {
        var commands = app.Services.GetRequiredService<ResourceCommandService>();
        var result = await commands.ExecuteCommandAsync("kgrca", "reset-password", Cancellation);
        Assert.True(result.Success, result.Message);
        return Password().Match(result.Data!.Value).Groups[1].Value;
    }

    [GeneratedRegex("kg_client-demo-[a-z2-7]{6}_[0-9A-Za-z]{32}")]
    private static partial Regex Key();

    [GeneratedRegex(@"password +(\S+)")]
    private static partial Regex Password();
}
