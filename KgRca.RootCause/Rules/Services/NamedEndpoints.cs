using System.Globalization;
using System.Text.Json;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Rules.Services;

/// <summary>
/// The hosts that a container is told by its environment: in one variable, or with the port in a second one
/// (<c>DB_HOST</c> and <c>DB_PORT</c>).
/// </summary>
internal static class NamedEndpoints
{
    // A name without a port is an address only where the variable says so.
    private static readonly string[] HostEndings =
    [
        "HOSTNAME",
        "HOST",
        "SERVER",
        "ADDRESS",
        "ADDR",
        "ENDPOINT",
        "URL",
        "URI",
    ];

    public static IEnumerable<(string Variable, Endpoint Endpoint)> Of(JsonElement container)
    {
        var variables = Values(container);
        foreach (var (name, value) in variables)
        {
            var stem = Stem(name);
            foreach (var endpoint in ConnectionStrings.Read(value))
                if (endpoint.Port is not null)
                    yield return (name, endpoint);
                else if (stem is not null)
                    yield return (name, endpoint with { Port = PortBeside(stem, variables) });
        }
    }

    private static List<(string Name, string Value)> Values(JsonElement container)
    {
        var values = new List<(string, string)>();
        foreach (var variable in container.Items("env"))
            if (variable.Text("name") is { } name && variable.Text("value") is { Length: > 0 } value)
                values.Add((name, value));
        return values;
    }

    /// <summary>What stands before the word for a host; null where the name has none.</summary>
    private static string? Stem(string name)
    {
        foreach (var ending in HostEndings)
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return name[..^ending.Length];
        return null;
    }

    private static int? PortBeside(string stem, List<(string Name, string Value)> variables)
    {
        foreach (var (name, value) in variables)
            if (
                name.Equals(stem + "PORT", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            )
                return port;
        return null;
    }
}
