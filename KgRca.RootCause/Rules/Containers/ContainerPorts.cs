using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Containers;

/// <summary>
/// Two containers of a Pod that both say that they listen on a port. They share one network: the second cannot.
/// </summary>
internal static class ContainerPorts
{
    public static void Inspect(ResourceState workload, JsonElement podSpec, List<Finding> findings)
    {
        var taken = new Dictionary<(long Port, string Protocol), string>();
        // Init containers that are restarted always are sidecars; the others have ended when the containers begin.
        foreach (
            var container in podSpec
                .Items("initContainers")
                .Where(container => container.Text("restartPolicy") == "Always")
                .Concat(podSpec.Items("containers"))
        )
        {
            var name = container.Text("name") ?? "";
            foreach (var declared in container.Items("ports"))
            {
                if (declared.Number("containerPort") is not { } port)
                    continue;
                var protocol = declared.Text("protocol") ?? "TCP";
                if (taken.TryAdd((port, protocol), name) || taken[(port, protocol)] == name)
                    continue;
                findings.Add(
                    Finding.Origin(
                        Causes.PortConflict,
                        Severity.Warning,
                        "ContainerPortConflict",
                        $"Containers {taken[(port, protocol)]} and {name} of {workload.Kind} {workload.Name} "
                            + $"both listen on port {port} over {protocol}.",
                        workload,
                        null,
                        Evidence.Of(
                            workload,
                            $"spec.template.spec.containers[{taken[(port, protocol)]}].ports",
                            $"{port}/{protocol}"
                        ),
                        Evidence.Of(workload, $"spec.template.spec.containers[{name}].ports", $"{port}/{protocol}")
                    )
                );
                return;
            }
        }
    }
}
