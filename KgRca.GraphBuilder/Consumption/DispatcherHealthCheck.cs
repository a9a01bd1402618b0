using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KgRca.GraphBuilder.Consumption;

/// <summary>
/// Unhealthy while the builder does not read, or a tenant's commits fail; degraded while a partition is damaged.
/// </summary>
internal sealed class DispatcherHealthCheck(TenantDispatcher dispatcher) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(
            dispatcher switch
            {
                { IsRunning: false } => HealthCheckResult.Unhealthy("The graph builder is not reading."),
                { FailingTenants: > 0 } => HealthCheckResult.Unhealthy(
                    $"Cannot write the graphs of {dispatcher.FailingTenants} tenants."
                ),
                { DamagedPartitions.Count: > 0 } => HealthCheckResult.Degraded(
                    $"{dispatcher.DamagedPartitions.Count} partitions of the log are damaged."
                ),
                { TenantsOfAnotherLog: { Count: > 0 } tenants } => HealthCheckResult.Healthy(
                    $"The event log was lost or restored: read from where it differs for {TenantNames.Of(tenants)}."
                ),
                _ => HealthCheckResult.Healthy(),
            }
        );
}
