using System.Net;
using System.Text.Json;
using KgRca.Agent.Kubernetes;

namespace KgRca.Agent.Checking;

/// <summary>
/// Whether the API server answers, and which of the watched kinds may be listed and watched. No object is read: the
/// requests ask for one of a name that none has.
/// </summary>
internal sealed class ClusterCheck(ApiServer server, IReadOnlyList<ResourceType> resources, TimeProvider clock)
{
    private const string Subject = "API server";
    private const string Nobody = "fieldSelector=metadata.name%3Dkgrca-check-nothing";
    private const string OwnRole =
        "Grant the ServiceAccount get, list and watch on them: docs/agent.md, Custom resources.";
    private const string Role =
        "Apply the ClusterRole in deploy/agent/base, or grant get, list and watch on these kinds.";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks.</summary>
    public async Task<List<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await AskAsync(linked.Token);
        }
        catch (Exception exception) when (ConnectionTrouble.Is(exception, cancellationToken))
        {
            return
            [
                Finding.Missing(
                    Subject,
                    $"{server.Address} is unreachable: {ConnectionTrouble.Tell(exception)}",
                    "Check the address in the kubeconfig and the network path to it."
                ),
            ];
        }
    }

    private async Task<List<Finding>> AskAsync(CancellationToken cancellationToken)
    {
        var sent = clock.GetUtcNow();
        using var response = await server.GetAsync("version", cancellationToken);
        var clocks = ClockCheck.Compare("the API server", response.Headers.Date, sent, clock.GetUtcNow());
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            return
            [
                Finding.Missing(
                    Subject,
                    $"{server.Address} rejects the credentials (401).",
                    "Log in again, or check the ServiceAccount token."
                ),
                clocks,
            ];
        var version = response.IsSuccessStatusCode ? await VersionAsync(response, cancellationToken) : null;
        if (version is null)
            return
            [
                Finding.Missing(
                    Subject,
                    $"{server.Address} responds, but is not a Kubernetes API server ({(int)response.StatusCode}).",
                    "Check the address in the kubeconfig."
                ),
                clocks,
            ];
        return
        [
            Finding.Well(Subject, $"{server.Address} is reachable: Kubernetes {version}."),
            clocks,
            .. await KindsAsync(cancellationToken),
            .. await CustomAsync(cancellationToken),
        ];
    }

    private static async Task<string?> VersionAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var json = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            return
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("gitVersion"u8, out var version)
                ? version.ToString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<List<Finding>> KindsAsync(CancellationToken cancellationToken)
    {
        var byAnswer = new Dictionary<Access, List<ResourceType>>();
        foreach (var type in (IEnumerable<ResourceType>)[.. WatchedTypes.Objects, WatchedTypes.Events])
        {
            var access = await AccessAsync(type, cancellationToken);
            if (!byAnswer.TryGetValue(access, out var types))
                byAnswer.Add(access, types = []);
            types.Add(type);
        }
        return [.. byAnswer.OrderBy(entry => entry.Key).SelectMany(entry => Tell(entry.Key, entry.Value))];
    }

    private async Task<List<Finding>> CustomAsync(CancellationToken cancellationToken)
    {
        var (findings, discovery) = (new List<Finding>(), new Discovery(server));
        foreach (var resource in resources)
        {
            try
            {
                findings.Add(await CustomAsync(resource, discovery, cancellationToken));
            }
            catch (Exception exception)
                when (exception is JsonException or HttpRequestException { StatusCode: not null })
            {
                findings.Add(
                    Finding.Missing(
                        resource.Name,
                        $"API discovery failed for this resource: {exception.Message.TrimEnd('.')}.",
                        "An aggregated API may be unavailable: kubectl get apiservices."
                    )
                );
            }
        }
        return findings;
    }

    private async Task<Finding> CustomAsync(
        ResourceType resource,
        Discovery discovery,
        CancellationToken cancellationToken
    )
    {
        var (found, trouble) = await discovery.FindAsync(resource, cancellationToken);
        return found is null
            ? new Finding(
                Verdict.Note,
                resource.Name,
                $"Not watched: {trouble}.",
                "The agent retries every ten seconds."
            )
            : await AccessAsync(found, cancellationToken) switch
            {
                Access.Granted => Finding.Well(resource.Name, $"Kind {found.Kind}: list and watch allowed."),
                Access.ListOnly => Finding.Missing(resource.Name, "List is allowed, watch is not.", OwnRole),
                Access.Failing => Finding.Missing(
                    resource.Name,
                    "The API server fails to list it.",
                    "Check the conversion webhook of its CustomResourceDefinition and the API server's log."
                ),
                _ => Finding.Missing(resource.Name, "List is not allowed.", OwnRole),
            };
    }

    private async Task<Access> AccessAsync(ResourceType type, CancellationToken cancellationToken)
    {
        using var list = await server.GetAsync($"{type.Path}?limit=1&{Nobody}", cancellationToken);
        if (Read(list.StatusCode) is not Access.Granted and var refused)
            return refused;
        using var watch = await server.GetAsync($"{type.Path}?watch=true&timeoutSeconds=1&{Nobody}", cancellationToken);
        return Read(watch.StatusCode) is Access.Granted ? Access.Granted : Access.ListOnly;
    }

    private static Access Read(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => Access.Forbidden,
            HttpStatusCode.NotFound => Access.NotServed,
            >= HttpStatusCode.BadRequest => Access.Failing,
            _ => Access.Granted,
        };

    private static IEnumerable<Finding> Tell(Access access, List<ResourceType> types)
    {
        // Without Secrets the agent works; it is a choice whether to let it see them.
        var secrets = access is Access.Forbidden or Access.ListOnly ? types.FindAll(type => type.Kind == "Secret") : [];
        var others = types.Except(secrets).ToList();
        if (secrets.Count > 0)
            yield return new Finding(
                Verdict.Note,
                "Secrets",
                "Watch is not allowed, so missing Secrets cannot be found as causes.",
                "To enable this, apply the secrets-metadata overlay; its README explains the trade-off."
            );
        if (others.Count == 0)
            yield break;
        var names = string.Join(", ", others.Select(type => type.Plural));
        yield return access switch
        {
            Access.Granted => Finding.Well("permissions", $"List and watch are allowed on {others.Count} kinds."),
            Access.NotServed => new Finding(Verdict.Note, "kinds", $"The cluster does not serve {names}."),
            Access.ListOnly => Finding.Missing("permissions", $"List is allowed but watch is not: {names}.", Role),
            Access.Forbidden => Finding.Missing("permissions", $"List is not allowed: {names}.", Role),
            _ => Finding.Missing(
                "permissions",
                $"The API server fails to list: {names}.",
                "Check the API server's health and log."
            ),
        };
    }

    private enum Access
    {
        Granted,
        ListOnly,
        Forbidden,
        Failing,
        NotServed,
    }
}
