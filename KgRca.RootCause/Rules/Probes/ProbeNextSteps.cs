using System.Text.Json;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Rules.Probes;

/// <summary>Which probe of which container to correct, and to what.</summary>
internal static class ProbeNextSteps
{
    private static readonly string[] Handlers = ["httpGet", "tcpSocket", "grpc"];

    public static string? Of(Remedy remedy)
    {
        var isReadiness = remedy.Cause is Causes.ReadinessPort or Causes.ReadinessProtocol or Causes.ReadinessPath;
        var probes = isReadiness ? new[] { "readinessProbe" } : ["livenessProbe", "startupProbe"];
        var probe = Array.Find(probes, name => remedy.Container.At(name).IsPresent());
        var handler = probe is null ? null : Array.Find(Handlers, name => remedy.Container.At(probe, name).IsPresent());
        if (remedy.Workload is not { } workload || probe is null)
            return null;
        var owner = $"of container {remedy.Container.Text("name")} in {NextSteps.Name(workload)}";
        var asked = handler is null ? default : remedy.Container.At(probe, handler);
        var edit = NextSteps.Command("edit", workload);
        return remedy.Cause switch
        {
            Causes.LivenessTiming => $"Give {probe} {owner} more time, or add a startupProbe (now "
                + $"initialDelaySeconds {Seconds(remedy, probe, "initialDelaySeconds", 0)}, periodSeconds "
                + $"{Seconds(remedy, probe, "periodSeconds", 10)}, failureThreshold "
                + $"{Seconds(remedy, probe, "failureThreshold", 3)}): {edit}.",
            Causes.LivenessPort or Causes.ReadinessPort when handler is not null => Port(remedy, asked) is { } right
                ? $"Set {probe}.{handler}.port {owner} to {right} (now {Text(asked.At("port"))}): {edit}."
                : $"Set {probe}.{handler}.port {owner} to the port it listens on (now "
                    + $"{Text(asked.At("port"))}): {edit}.",
            Causes.LivenessPath or Causes.ReadinessPath => $"Set {probe}.httpGet.path {owner} to a path that answers "
                + $"(now {asked.Text("path") ?? "/"}): {edit}.",
            _ => $"Set the handler and scheme of {probe} {owner} to the protocol the container uses (now {handler} "
                + $"{asked.Text("scheme") ?? ""} on port {Text(asked.At("port"))}): {edit}.",
        };
    }

    private static int Seconds(Remedy remedy, string probe, string member, int standard) =>
        remedy.Container.At(probe).Number(member) ?? standard;

    /// <summary>The container's only declared port, where it is another than the one asked.</summary>
    private static string? Port(Remedy remedy, JsonElement asked)
    {
        var ports = remedy.Container.Items("ports").Select(port => port.Number("containerPort")).Distinct().ToList();
        return ports is [{ } only] && only != asked.Number("port") ? $"{only}, the port it declares" : null;
    }

    private static string Text(JsonElement port) => port.Text() ?? $"{port.Number()}";
}
