using System.Globalization;
using KgRca.Agent.Dependencies.Mesh;

namespace KgRca.Agent.Checking;

/// <summary>Whether Prometheus answers, and which meshes' metrics it has.</summary>
/// <param name="prometheus">Is asked.</param>
/// <param name="matchers">What series are selected by in addition; null for all.</param>
internal sealed class PrometheusCheck(PrometheusClient prometheus, string? matchers)
{
    private const string Subject = "Prometheus";

    /// <summary>Asks.</summary>
    public async Task<List<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var meshes = new List<Finding>();
            foreach (var dialect in MeshDialects.All)
            {
                var queries = new MeshQueries(dialect, matchers);
                if (await CountAsync(queries.Series, cancellationToken) is { } all)
                    meshes.Add(Tell(dialect, all, await CountAsync(queries.NamedSeries, cancellationToken) ?? 0));
            }
            if (meshes.Count == 0)
                meshes.Add(
                    new Finding(
                        Verdict.Note,
                        "mesh",
                        "No metrics of a supported service mesh "
                            + $"found{(matchers is null ? "" : $" with selector {matchers}")}.",
                        "See docs/agent.md for the required metrics and labels."
                    )
                );
            return [Finding.Well(Subject, $"{prometheus.Address} answers."), .. meshes];
        }
        catch (PrometheusException exception)
        {
            return
            [
                Finding.Missing(
                    Subject,
                    exception.Message,
                    "Check the URL (including any path before /api/v1), the token, firewalls and network policies."
                ),
            ];
        }
    }

    private async Task<double?> CountAsync(string query, CancellationToken cancellationToken) =>
        await prometheus.QueryAsync(query, cancellationToken) is [{ Number: { } count }] ? count : null;

    private static Finding Tell(MeshDialect dialect, double all, double named) =>
        named > 0
            ? Finding.Well(
                "mesh",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Found {dialect.Mesh} metrics: {named} series of {dialect.Requests}."
                )
            )
            : Finding.Missing(
                "mesh",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Found {dialect.Mesh} metrics, but none of the {all} series of {dialect.Requests} "
                        + $"has the workloads' namespaces."
                ),
                $"Add the labels {dialect.Caller.Namespace} and {dialect.Callee.Namespace}; see docs/agent.md."
            );
}
