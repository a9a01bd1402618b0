using System.Diagnostics.CodeAnalysis;

namespace KgRca.Agent;

/// <summary>What commands read of their surroundings.</summary>
internal static class AgentSettings
{
    /// <summary>Whether the process runs in a Pod: kubelets tell every container where the API server is.</summary>
    public static bool IsInCluster => Read("KUBERNETES_SERVICE_HOST") is not null;

    /// <summary>An environment variable; null where it is not set, or empty.</summary>
    public static string? Read(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>Reads a server's address; a slash is put at its end, so that paths can be added.</summary>
    /// <returns>Whether it is a whole address of http or https.</returns>
    public static bool TryReadServer(string? text, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text?.TrimEnd('/') + "/", UriKind.Absolute, out address) && address.Scheme is "http" or "https";
}
