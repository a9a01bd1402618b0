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
                        $"There are no metrics of a mesh that is understood{(matchers is null ? "" : $", selected by {matchers}")}.",
                        "See docs/agent.md for the metrics and the labels that they need."
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
                    "Check the address, with the path that is before /api/v1, the token, and firewalls or network policies on the way."
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
                    $"There are metrics of {dialect.Mesh}: {named} series of {dialect.Requests}."
                )
            )
            : Finding.Missing(
                "mesh",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"There are metrics of {dialect.Mesh}, but none of {all} series of {dialect.Requests} says in which namespaces its workloads are."
                ),
                $"Have them bear the labels {dialect.Caller.Namespace} and {dialect.Callee.Namespace}; docs/agent.md says how."
            );
}
