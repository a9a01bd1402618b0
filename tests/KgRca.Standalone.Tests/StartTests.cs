using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KgRca.Standalone.Startup;
using KgRca.Tenancy.Administrators;
using KgRca.Tenancy.Clients;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Standalone.Tests;

/// <summary>What a start says that cannot be, and what it keeps from the starts before it.</summary>
public sealed class StartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "--urls is empty")]
    [InlineData(" ; ", "--urls is empty")]
    [InlineData("nonsense", "is not an address such as")]
    [InlineData("ftp://127.0.0.1:1", "must begin with http:// or https://")]
    [InlineData("http://127.0.0.1:99999", "a port is a number from 1 to 65535, not 99999")]
    [InlineData("http://portal.example.com:80", "portal.example.com is not an IP address")]
    [InlineData("http://127.0.0.1:8080/base", "must not have a path")]
    [InlineData("http://127.0.0.1:8080;http://", "Cannot listen on 'http://'")]
    public void Urls_NotToBeListenedOn_AreRefusedWithTheReason(string urls, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => ListenAddresses.Parse(urls)).Message);

    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://localhost:8080")]
    [InlineData("http://[::1]:8080")]
    [InlineData("http://*:8080;https://0.0.0.0:8443")]
    public void Urls_Addresses_AreTaken(string urls) => Assert.Equal(urls.Split(';'), ListenAddresses.Parse(urls));

    [Theory]
    [InlineData("http://192.0.2.1:8080", "Cannot listen on http://192.0.2.1:8080")]
    [InlineData("https://127.0.0.1:0", "https needs a certificate")]
    public async Task Start_AddressThatCannotBeHad_SaysWhyInOneSentence(string urls, string reason)
    {
        using var folder = new TempFolder();
        Assert.Contains(reason, await FailureAsync(folder.Path, "--urls", urls));
    }

    [Fact]
    public async Task Start_FileForFolder_SaysSo()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["file"], "", Cancellation);
        Assert.Contains("is a file, not a folder", await FailureAsync(folder["file"]));
    }

    [Theory]
    [InlineData("tenancy.db")]
    [InlineData("log.db")]
    public async Task Start_DamagedDatabase_SaysSoInOneSentence(string file)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder[file], new string('x', 10_000), Cancellation);
        Assert.Contains("is damaged", await FailureAsync(folder.Path));
    }

    [Theory]
    [InlineData("ro,size=1m", "Make it writable")]
    [InlineData("size=64k", "is full")]
    public async Task Start_FolderThatTakesNothing_SaysSoInOneSentence(string options, string reason)
    {
        using var folder = new TempFolder();
        Assert.SkipUnless(
            await Command.TryRunAsync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder.Path], Cancellation),
            "A small file system can be mounted by root only."
        );
        try
        {
            if (!options.StartsWith("ro", StringComparison.Ordinal))
                await File.WriteAllBytesAsync(folder["filler"], new byte[60 * 1024], Cancellation);
            Assert.Contains(reason, await FailureAsync(folder.Path));
        }
        finally
        {
            await Command.TryRunAsync("umount", ["-l", folder.Path], CancellationToken.None);
        }
    }

    [Fact]
    public async Task FirstStart_AfterNoDemo_KeepsClientsThatAreNamedDemo()
    {
        using var folder = new TempFolder();
        string client;
        await using (var platform = await RunningPlatform.StartAsync(folder.Path, Cancellation))
            client = (await platform.AddClientAsync("demo", Cancellation)).Id.Value;
        using (var host = await StandaloneProcess.StartAsync(folder.Path, FreePorts.One(), Cancellation))
            await host.InterruptAsync(Cancellation);
        await using var again = await RunningPlatform.StartAsync(folder.Path, Cancellation);
        var clients = await again.App.Services.GetRequiredService<ClientStore>().ListAsync(100, null, Cancellation);
        Assert.Equal(2, clients.Clients.Count);
        Assert.Contains(client, clients.Clients.Select(each => each.Id.Value));
    }

    [Fact]
    public async Task Start_KilledBeforeItShowedThem_ShowsAPasswordAndAKeyThatWork()
    {
        using var folder = new TempFolder();
        var port = FreePorts.One();
        using (var host = await StandaloneProcess.StartAsync(folder.Path, port, Cancellation))
            await host.KillAsync(Cancellation);
        // As a kill leaves it between storing and printing.
        File.Move(folder["demo-done"], folder["demo-begun"]);
        await File.WriteAllTextAsync(folder["admin-password-not-shown"], "", Cancellation);
        using var second = await StandaloneProcess.StartAsync(folder.Path, port, Cancellation);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Printed(second, "demo key"));
        Assert.Contains("\"incidents\"", await http.GetStringAsync("api/v1/incidents", Cancellation));
        http.DefaultRequestHeaders.Authorization = Basic("admin", Printed(second, "password"));
        using var clients = JsonDocument.Parse(await http.GetStringAsync("api/admin/v1/clients", Cancellation));
        Assert.Single(clients.RootElement.GetProperty("clients").EnumerateArray());
    }

    [Fact]
    public async Task ResetPassword_WhileThePlatformRuns_GivesOneThatWorksAndEndsTheOldOne()
    {
        using var folder = new TempFolder();
        await using var platform = await RunningPlatform.StartAsync(folder.Path, Cancellation);
        var administrators = platform.App.Services.GetRequiredService<AdministratorStore>();
        var old = await administrators.ResetAsync("admin", Cancellation);
        var output = await Command.RunAsync(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "KgRca.Standalone.dll"), "reset-password", "--data", folder.Path],
            Cancellation
        );
        var password = output
            .Split('\n')
            .Single(line => line.Contains("password", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        Assert.True(await administrators.VerifyAsync("admin", password, Cancellation));
        Assert.False(await administrators.VerifyAsync("admin", old, Cancellation));
    }

    private static string Printed(StandaloneProcess host, string name) =>
        host
            .Output.Split('\n')
            .Single(line => line.Contains($"  {name} ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[name.Split(' ').Length];

    private static AuthenticationHeaderValue Basic(string name, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));

    /// <summary>What a start says that fails: one line, and no stack.</summary>
    private static async Task<string> FailureAsync(string folder, params string[] more)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            StandaloneProcess.StartAsync(folder, FreePorts.One(), Cancellation, ["--no-demo", .. more])
        );
        return Assert.Single(failure.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1));
    }
}
