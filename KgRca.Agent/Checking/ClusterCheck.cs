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
    private const string OwnRole = "Let the account get, list and watch them: docs/agent.md, Custom resources.";
    private const string Role =
        "Apply the ClusterRole of deploy/agent/base, or give the account get, list and watch on these kinds.";
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
                    $"{server.Address} cannot be reached: {ConnectionTrouble.Tell(exception)}",
                    "Check the address in the kubeconfig, and the way to it from here."
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
                    $"{server.Address} does not know the account (401).",
                    "Log in again, or check the token of the service account."
                ),
                clocks,
            ];
        var version = response.IsSuccessStatusCode ? await VersionAsync(response, cancellationToken) : null;
        if (version is null)
            return
            [
                Finding.Missing(
                    Subject,
                    $"{server.Address} answers, but not as an API server does ({(int)response.StatusCode}).",
                    "Check the address in the kubeconfig."
                ),
                clocks,
            ];
        return
        [
            Finding.Well(Subject, $"{server.Address} answers: Kubernetes {version}."),
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
                        $"The API server does not say of which kind it is: {exception.Message.TrimEnd('.')}.",
                        "An API that another server serves may be down: kubectl get apiservices."
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
                "It is looked for again every ten seconds."
            )
            : await AccessAsync(found, cancellationToken) switch
            {
                Access.Granted => Finding.Well(
                    resource.Name,
                    $"Its kind is {found.Kind}; it may be listed and watched."
                ),
                Access.ListOnly => Finding.Missing(resource.Name, "It may be listed, but not watched.", OwnRole),
                Access.Failing => Finding.Missing(
                    resource.Name,
                    "The API server fails to list it.",
                    "Look at the conversion webhook of its CustomResourceDefinition, and at the API server's log."
                ),
                _ => Finding.Missing(resource.Name, "It may not be listed.", OwnRole),
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
                "They may not be watched; Secrets that are missing are not named as causes.",
                "To have them, apply the overlay secrets-metadata; it says what that costs."
            );
        if (others.Count == 0)
            yield break;
        var names = string.Join(", ", others.Select(type => type.Plural));
        yield return access switch
        {
            Access.Granted => Finding.Well("permissions", $"{others.Count} kinds may be listed and watched."),
            Access.NotServed => new Finding(Verdict.Note, "kinds", $"The cluster does not have {names}."),
            Access.ListOnly => Finding.Missing("permissions", $"May be listed, but not watched: {names}.", Role),
            Access.Forbidden => Finding.Missing("permissions", $"May not be listed: {names}.", Role),
            _ => Finding.Missing(
                "permissions",
                $"The API server fails to list: {names}.",
                "Look at the API server's health and log."
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
