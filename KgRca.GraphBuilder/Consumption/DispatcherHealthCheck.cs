using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KgRca.GraphBuilder.Consumption;

/// <summary>
/// Unhealthy while the builder does not read, or a tenant's commits fail; degraded while stored data of a tenant is
/// damaged, or its pipeline ended on an error that nobody expected.
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
                { DamagedTenants: { Count: > 0 } tenants } => HealthCheckResult.Degraded(
                    $"The stored data of {TenantNames.Of(tenants)} is damaged; others are well. Stop the platform and run it with 'repair' and the client's id."
                ),
                { RestartingTenants: { Count: > 0 } tenants } => HealthCheckResult.Degraded(
                    $"The pipelines of {TenantNames.Of([.. tenants.Keys])} failed and are started again; others are well. {tenants.Values.First()}"
                ),
                { TenantsOfAnotherLog: { Count: > 0 } tenants } => HealthCheckResult.Healthy(
                    $"The event log was lost or restored: read from where it differs for {TenantNames.Of(tenants)}."
                ),
                _ => HealthCheckResult.Healthy(),
            }
        );
}
