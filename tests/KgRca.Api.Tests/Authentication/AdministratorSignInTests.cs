using System.Net;
using System.Net.Http.Headers;
using System.Text;
using KgRca.Tenancy.Administrators;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Api.Tests.Authentication;

public sealed class AdministratorSignInTests
{
    private const int AttemptsOfAddress = 10;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WrongPasswords_TooMany_Are429AndLockNobodyOut()
    {
        await using var api = await ApiHost.StartAsync();
        using var administrator = await api.AddAdministratorAsync();
        Assert.Equal(HttpStatusCode.OK, await GetAsync(administrator));
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < AttemptsOfAddress + 5; i++)
            statuses.Add(await GetAsync(Guess(api, $"name-{i}", "wrong")));
        Assert.Contains(HttpStatusCode.Unauthorized, statuses);
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        // Guesses for the administrator's own name change nothing either.
        Assert.Equal(HttpStatusCode.TooManyRequests, await GetAsync(Guess(api, "root", "wrong")));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(administrator));
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(Guess(api, "root", "wrong")));
    }

    [Fact]
    public async Task Password_Changed_TheOldOneIsWrongAtOnce()
    {
        await using var api = await ApiHost.StartAsync();
        using var administrator = await api.AddAdministratorAsync();
        Assert.Equal(HttpStatusCode.OK, await GetAsync(administrator));
        var password = await api.Services.GetRequiredService<AdministratorStore>().ResetAsync("root", Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(administrator));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(Guess(api, "root", password)));
    }

    private static HttpClient Guess(ApiHost api, string name, string password) =>
        api.Http(
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")))
        );

    private static async Task<HttpStatusCode> GetAsync(HttpClient http)
    {
        using var response = await http.GetAsync("api/admin/v1/clients", Cancellation);
        return response.StatusCode;
    }
}
