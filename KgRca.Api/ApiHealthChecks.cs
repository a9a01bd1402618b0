using KgRca.Api.Limits;
using KgRca.EventLog.Embedded;
using KgRca.Graph;
using KgRca.ServiceDefaults.Storage;
using KgRca.Tenancy.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KgRca.Api;

/// <summary>Whether the event log can be written to.</summary>
internal sealed class EventLogHealthCheck(EmbeddedEventLog log) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(
            log.WriteFailure is { } failure ? HealthCheckResult.Unhealthy(failure) : HealthCheckResult.Healthy()
        );
}

/// <summary>Whether the graphs can be written to.</summary>
internal sealed class GraphHealthCheck(IGraphMaintenance graphs) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(
            graphs.Health switch
            {
                { Failures.Count: > 0 and var failures } => HealthCheckResult.Unhealthy(
                    $"Cannot write {failures} graphs."
                ),
                { Damaged: { Count: > 0 } damaged } => HealthCheckResult.Degraded(
                    $"{damaged.Count} graphs are damaged, others are well. {damaged.Values.First()}"
                ),
                _ => HealthCheckResult.Healthy(),
            }
        );
}

/// <summary>Whether the database of clients answers.</summary>
internal sealed class TenancyHealthCheck(TenancyDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken
    ) =>
        await database.FindFailureAsync(cancellationToken) is { } failure
            ? HealthCheckResult.Unhealthy($"The client database does not respond: {failure}")
            : HealthCheckResult.Healthy();
}

/// <summary>Whether there is room for more records.</summary>
internal sealed class DiskHealthCheck(DiskSpace disk) : IHealthCheck
{
    /// <summary>The check's name.</summary>
    public const string Name = "disk";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(
            disk.Problem is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy()
        );
}

/// <summary>Whether requests are counted for all replicas together. Without it they are still served.</summary>
internal sealed class RedisHealthCheck(RedisCounts counts) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(
            counts.IsConnected
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded(
                    "Redis does not respond: each replica counts requests for itself, and clients whose plan does "
                        + "not allow that are refused."
                )
        );
}
