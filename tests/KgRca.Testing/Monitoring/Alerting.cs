using System.Globalization;

namespace KgRca.Testing.Monitoring;

/// <summary>
/// A real Prometheus with a rule on what the test says of a shop's cart, and a real Alertmanager that sends to an agent
/// by the configuration that users are given.
/// </summary>
public sealed class Alerting : IAsyncDisposable
{
    /// <summary>The token that both know.</summary>
    public const string Token = "a-token-of-the-receiver";

    private const string AgentsAddress = "http://kgrca-agent.kgrca:4319";
    private const string AgentsToken = "/etc/alertmanager/secrets/kgrca-agent/token";

    // The last sample there is: a scrape that came too late ends no alert.
    private const string Rules = """
        groups:
        - name: shop
          rules:
          - alert: CartFails
            expr: last_over_time(shop_cart_failing[1m]) > 0
            labels: {severity: critical}
            annotations: {summary: The cart fails}
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new();
    private volatile bool _isFailing;
    private MetricsEndpoint? _shop;
    private MonitoringServer? _prometheus;
    private MonitoringServer? _alertmanager;

    private Alerting() { }

    /// <summary>Whether the cart fails.</summary>
    public bool IsFailing
    {
        get => _isFailing;
        set => _isFailing = value;
    }

    /// <summary>The file of the token that Alertmanager shows.</summary>
    public string SentToken => _folder["sent-token"];

    /// <summary>The file of the token that the agent asks for.</summary>
    public string AskedToken => _folder["asked-token"];

    /// <summary>Why tests are skipped that want both; null where both are there.</summary>
    public static string? Missing => MonitoringServer.NoPrometheus ?? MonitoringServer.NoAlertmanager;

    /// <summary>Starts both.</summary>
    /// <param name="configuration">Alertmanager's, as users get it; only the agent's address and the token's file are
    /// the test's.</param>
    /// <param name="agent">The agent's address.</param>
    /// <param name="showsToken">Whether the lines for a token, which are a comment, are made use of.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Alerting> StartAsync(
        string configuration,
        Uri agent,
        bool showsToken,
        CancellationToken cancellationToken
    )
    {
        var alerting = new Alerting();
        try
        {
            await alerting.RunAsync(showsToken ? WithToken(configuration) : configuration, agent, cancellationToken);
            return alerting;
        }
        catch
        {
            await alerting.DisposeAsync();
            throw;
        }
    }

    /// <summary>The sum of Alertmanager's series that begin so.</summary>
    public async Task<double> CountAsync(string series, CancellationToken cancellationToken) =>
        (await _http.GetStringAsync(new Uri(_alertmanager!.Address, "metrics"), cancellationToken))
            .Split('\n')
            .Where(line => line.StartsWith(series, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    /// <summary>Waits until something holds.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="patience">How long; a minute and a half where it is not said.</param>
    public static async Task UntilAsync(
        Func<Task<bool>> holds,
        CancellationToken cancellationToken,
        TimeSpan? patience = null
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience ?? Patience);
        while (!await holds())
            await Task.Delay(Pause, TimeProvider.System, limit.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_prometheus is not null)
            await _prometheus.DisposeAsync();
        if (_alertmanager is not null)
            await _alertmanager.DisposeAsync();
        if (_shop is not null)
            await _shop.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    private static string WithToken(string configuration)
    {
        var (begin, end) = (
            configuration.IndexOf("# http_config:", StringComparison.Ordinal),
            configuration.IndexOf("credentials_file:", StringComparison.Ordinal)
        );
        if (begin < 0 || end < begin)
            throw new ArgumentException(
                "The configuration has no lines for a token, as a comment.",
                nameof(configuration)
            );
        return configuration[..begin]
            + configuration[begin..end].Replace("# ", "", StringComparison.Ordinal)
            + configuration[end..];
    }

    private async Task RunAsync(string configuration, Uri agent, CancellationToken cancellationToken)
    {
        if (
            !configuration.Contains($"{AgentsAddress}/alerts", StringComparison.Ordinal)
            || !configuration.Contains(AgentsToken, StringComparison.Ordinal)
        )
            throw new ArgumentException(
                "The configuration does not name the agent and the token's file as it is expected to.",
                nameof(configuration)
            );
        await File.WriteAllTextAsync(SentToken, Token, cancellationToken);
        await File.WriteAllTextAsync(AskedToken, Token, cancellationToken);
        var rules = _folder["rules.yml"];
        await File.WriteAllTextAsync(rules, Rules, cancellationToken);
        _shop = await MetricsEndpoint.StartAsync(
            () => $"shop_cart_failing{{namespace=\"shop\",pod=\"cart-1-a\"}} {(_isFailing ? 1 : 0)}\n",
            cancellationToken
        );
        _alertmanager = await MonitoringServer.StartAlertmanagerAsync(
            configuration
                .Replace(AgentsAddress, agent.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
                .Replace(AgentsToken, SentToken, StringComparison.Ordinal),
            cancellationToken
        );
        _prometheus = await MonitoringServer.StartPrometheusAsync(
            $$"""
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            alerting: {alertmanagers: [{static_configs: [{targets: ["{{_alertmanager.Address.Authority}}"]}]}]}
            rule_files: ["{{rules}}"]
            scrape_configs:
            - job_name: shop
              static_configs: [{targets: ["{{_shop.Target}}"]}]
            """,
            cancellationToken
        );
    }
}
