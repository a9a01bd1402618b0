using System.Collections.Concurrent;
using KgRca.Tenancy.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KgRca.Tenancy.Tests;

/// <summary>The tenancy of one process; its hosted services run only when a test starts them.</summary>
public sealed class Replica : IDisposable
{
    private readonly IHost _host;
    private readonly LogCapture _logs = new();

    public Replica(KeyValuePair<string, string?> setting, TimeProvider clock)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([setting]);
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_logs);
        builder.Services.AddSingleton(clock);
        builder.AddTenancy();
        _host = builder.Build();
    }

    public IEnumerable<string> LogMessages => _logs.Messages;

    public TenancyDatabase Database => Get<TenancyDatabase>();

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public Task StartAsync(CancellationToken cancellationToken) => _host.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _host.StopAsync(cancellationToken);

    public void Dispose() => _host.Dispose();

    private sealed class LogCapture : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Messages { get; } = new();

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
        ) => Messages.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose() => Messages.Enqueue("closed");
    }
}
