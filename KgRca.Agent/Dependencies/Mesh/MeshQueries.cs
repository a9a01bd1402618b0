using System.Globalization;

namespace KgRca.Agent.Dependencies.Mesh;

/// <summary>
/// The queries, in PromQL, that read a dialect. Each gives a value a pair and reporter, of the busiest pairs alone.
/// </summary>
/// <param name="dialect">Whose metrics.</param>
/// <param name="matchers">What series are selected by in addition, such as <c>cluster="prod-eu-1"</c>; null for
/// all.</param>
internal sealed class MeshQueries(MeshDialect dialect, string? matchers)
{
    /// <summary>Seconds that rates and quantiles are taken over: two scrapes at the usual intervals.</summary>
    public const int Seconds = 120;

    /// <summary>The labels that tell the values apart.</summary>
    public IReadOnlyList<string> Labels { get; } =
    [
        dialect.Caller.Namespace,
        .. dialect.Caller.Names.Select(name => name.Label),
        dialect.Callee.Namespace,
        .. dialect.Callee.Names.Select(name => name.Label),
        .. dialect.Reporters is { } reporters ? (string[])[reporters.Label] : [],
    ];

    /// <summary>How many series there are of the counter of calls.</summary>
    public string Series => $"count({Select(dialect.Requests, "")})";

    /// <summary>How many of them name the namespaces of both sides, without which no workload can be found.</summary>
    public string NamedSeries =>
        $"count({Select(dialect.Requests, $"{dialect.Caller.Namespace}!=\"\",{dialect.Callee.Namespace}!=\"\"")})";

    /// <summary>Calls a second.</summary>
    public string Rates =>
        $"topk{(dialect.Reporters is { } reporters ? $" by ({reporters.Label}) " : "")}({CallTable.MaxPairs}, "
        + $"{Sum(Rate(dialect.Requests, ""))})";

    /// <summary>Calls a second that failed.</summary>
    public string Errors =>
        Busiest(Sum(string.Join(" or ", dialect.Errors.Select(error => Rate(error.Metric, error.Matchers)))));

    /// <summary>A quantile of the durations, in the histogram's unit.</summary>
    public string Quantile(double part) =>
        Busiest(
            string.Create(
                CultureInfo.InvariantCulture,
                $"histogram_quantile({part}, {Sum(Rate($"{dialect.Durations}_bucket", ""), "le")})"
            )
        );

    private string Busiest(string query) => $"{query} and {Rates}";

    private string Sum(string query, params string[] more) =>
        $"sum by ({string.Join(", ", [.. more, .. Labels])}) ({query})";

    private string Rate(string metric, string more) => $"rate({Select(metric, more)}[{Seconds}s])";

    private string Select(string metric, string more) =>
        $"{metric}{{{string.Join(',', new[] { dialect.Matchers, more, matchers }.Where(part => !string.IsNullOrEmpty(part)))}}}";
}
