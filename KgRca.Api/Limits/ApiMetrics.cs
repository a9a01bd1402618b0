using System.Diagnostics.Metrics;
using KgRca.Contracts.Identity;

namespace KgRca.Api.Limits;

/// <summary>The API's metrics. Clients are few enough to be a label.</summary>
internal sealed class ApiMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _calls = meters
        .Create("KgRca.Api")
        .CreateCounter<long>("kg_client_api_calls_total", description: "Requests of a client");

    /// <summary>A client has made a request.</summary>
    public void Called(TenantId client) => _calls.Add(1, new KeyValuePair<string, object?>("client_id", client.Value));
}
