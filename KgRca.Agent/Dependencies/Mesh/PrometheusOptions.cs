namespace KgRca.Agent.Dependencies.Mesh;

/// <summary>Where the mesh's metrics are.</summary>
/// <param name="Address">The address that <c>api/v1</c> is below, with a slash at its end.</param>
/// <param name="TokenFile">The file of a token, which is read anew for each request; null where none is asked
/// for.</param>
/// <param name="Matchers">What series are selected by, in PromQL, such as <c>cluster="prod-eu-1"</c> where a server has
/// those of several clusters; null for all.</param>
/// <param name="Tenant">What the header <c>X-Scope-OrgID</c> says, by which Mimir and Cortex tell tenants apart; null
/// for none.</param>
internal sealed record PrometheusOptions(
    Uri Address,
    string? TokenFile = null,
    string? Matchers = null,
    string? Tenant = null
)
{
    /// <summary>Reads them.</summary>
    /// <param name="address">The address.</param>
    /// <param name="setting">Gives a setting by its name; null where it is not set.</param>
    /// <returns>The options; null where the address is none.</returns>
    public static PrometheusOptions? Read(string address, Func<string, string?> setting) =>
        AgentSettings.TryReadServer(address, out var server)
            ? new PrometheusOptions(
                server,
                setting("KGRCA_PROMETHEUS_TOKEN_FILE"),
                setting("KGRCA_PROMETHEUS_MATCHERS"),
                setting("KGRCA_PROMETHEUS_TENANT")
            )
            : null;
}
