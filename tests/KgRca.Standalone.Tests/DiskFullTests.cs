using System.Net;
using System.Text;
using KgRca.Contracts.Identity;
using KgRca.Scenarios;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Standalone.Tests;

public sealed class DiskFullTests
{
    private const HttpStatusCode Full = HttpStatusCode.ServiceUnavailable;

    [Fact]
    public async Task Ingest_DiskFull_Is503AndNotReadyUntilThereIsRoom()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        Assert.SkipUnless(
            await Command.TryRunAsync(
                "mount",
                ["-t", "tmpfs", "-o", "size=24m", "tmpfs", folder.Path],
                cancellationToken
            ),
            "A small file system can be mounted by root only."
        );
        try
        {
            await using (var platform = await RunningPlatform.StartAsync(folder["data"], cancellationToken))
            {
                var (id, http) = await platform.AddClientAsync("acme", cancellationToken);
                var keys = platform.App.Services.GetRequiredService<ApiKeyStore>();
                for (var i = 0; i < 50; i++)
                    await keys.CreateAsync(id, "spare", Permissions.Read, null, cancellationToken);
                Fill(folder["filler"]);
                // What was written before makes room now and then, when it is compacted.
                var (refused, health) = (HttpStatusCode.OK, HttpStatusCode.OK);
                for (var attempt = 0; attempt < 500 && (refused, health) != (Full, Full); attempt++)
                {
                    refused = await PostAsync(http, cancellationToken);
                    health = (await http.GetAsync("health/ready", cancellationToken)).StatusCode;
                }
                Assert.Equal((Full, Full), (refused, health));
                Assert.Contains(
                    "disk is full",
                    await (await http.GetAsync("health/ready", cancellationToken)).Content.ReadAsStringAsync(
                        cancellationToken
                    )
                );
                await RevokeAndUpgradeAsync(platform, http, id, cancellationToken);
                File.Delete(folder["filler"]);
                while ((await http.GetAsync("health/ready", cancellationToken)).StatusCode != HttpStatusCode.OK)
                    await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
                Assert.Equal(HttpStatusCode.OK, await PostAsync(http, cancellationToken));
                await platform.WaitUntilBuiltAsync(id, cancellationToken);
                Assert.Contains("\"Incident\":6", await http.GetStringAsync("api/v1/stats", cancellationToken));
            }
        }
        finally
        {
            await Command.TryRunAsync("umount", ["-l", folder.Path], CancellationToken.None);
        }
    }

    /// <summary>What must go on without room: many keys are revoked, and the client's plan is changed.</summary>
    private static async Task RevokeAndUpgradeAsync(
        RunningPlatform platform,
        HttpClient http,
        TenantId client,
        CancellationToken cancellationToken
    )
    {
        var keys = platform.App.Services.GetRequiredService<ApiKeyStore>();
        foreach (var key in (await keys.ListAsync(client, cancellationToken)).Where(key => key.Name == "spare"))
            Assert.True(await keys.RevokeAsync(client, key.Id, cancellationToken));
        Assert.All(
            (await keys.ListAsync(client, cancellationToken)).Where(key => key.Name == "spare"),
            key => Assert.NotNull(key.RevokedAt)
        );
        var clients = platform.App.Services.GetRequiredService<ClientStore>();
        Assert.Equal(Plan.Pro, (await clients.UpdateAsync(client, Plan.Pro, null, cancellationToken))?.Plan);
        using var answer = await http.GetAsync("api/v1/incidents", cancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        foreach (var record in ShopScenario.Generate())
        {
            using (var writer = new System.Text.Json.Utf8JsonWriter(body))
                record.WriteTo(writer);
            body.WriteByte((byte)'\n');
        }
        using var content = new StringContent(
            Encoding.UTF8.GetString(body.ToArray()),
            Encoding.UTF8,
            "application/x-ndjson"
        );
        using var response = await http.PostAsync("api/v1/ingest", content, cancellationToken);
        return response.StatusCode;
    }

    private static void Fill(string path)
    {
        using var file = File.Create(path, 1);
        var block = new byte[4_096];
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            return;
        }
    }
}
