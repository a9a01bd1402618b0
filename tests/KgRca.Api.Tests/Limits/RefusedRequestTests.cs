using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KgRca.Api.Tests.Limits;

public sealed class RefusedRequestTests
{
    [Fact]
    public async Task Refuse_ManyRequests_AreCountedAndNotLogged()
    {
        var lines = new Lines();
        await using var api = await ApiHost.StartAsync(builder =>
            builder.Services.AddSingleton<ILoggerProvider>(lines)
        );
        var before = lines.All.Length;
        using var wrong = api.Http(new AuthenticationHeaderValue("Bearer", "kg_nonsense"));
        using var administrator = api.Http(new AuthenticationHeaderValue("Basic", "cm9vdDp3cm9uZw=="));
        for (var i = 0; i < 20; i++)
        {
            using var key = await wrong.GetAsync("api/v1/incidents", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, key.StatusCode);
            using var password = await administrator.GetAsync(
                "api/admin/v1/clients",
                TestContext.Current.CancellationToken
            );
            using var nowhere = await wrong.GetAsync("nowhere", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
        }
        Assert.Empty(lines.All.Skip(before));
        var metrics = await wrong.GetStringAsync("metrics", TestContext.Current.CancellationToken);
        // Hosts of other tests in this process count in the same meter.
        Assert.True(Count(metrics, 404) >= 20, metrics);
        Assert.True(Count(metrics, 401) >= 30, metrics);
        Assert.True(Count(metrics, 429) >= 10, metrics);
    }

    private static int Count(string metrics, int status) =>
        metrics
            .Split('\n')
            .Select(line => line.Split($"kg_http_requests_refused_total{{status=\"{status}\"}} "))
            .Where(parts => parts.Length == 2)
            .Select(parts => int.Parse(parts[1], CultureInfo.InvariantCulture))
            .Sum();

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public string[] All => [.. _lines];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => _lines.Enqueue(formatter(state, exception));

        public void Dispose() => _lines.Clear();
    }
}
