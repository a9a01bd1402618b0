using System.Text.Json;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Rules.Services;

/// <summary>Which variable of a workload names a wrong host or port, and what is right.</summary>
internal static class AddressNextSteps
{
    public static string? Of(Remedy remedy)
    {
        if (
            remedy.Workload is not { } workload
            || remedy.Topology.Find(remedy.Cluster, workload.Kind, workload.Namespace ?? "", workload.Name)
                is not { } state
        )
            return null;
        var findings = new List<Finding>();
        Addresses.Inspect(remedy.Topology, state, remedy.PodSpec, findings);
        if (findings.Find(finding => finding.Cause == remedy.Cause) is not { Evidence: [var wrong, var right, ..] })
            return null;
        var variable = wrong.Member["env[".Length..^1];
        var value = right.Member == "metadata.name" ? $"Service {right.Value}" : Ports(remedy, wrong.Value);
        return $"Correct {variable} in {NextSteps.Name(workload)} (now {wrong.Value}) to {value}: "
            + $"{NextSteps.Command("edit", workload)}.";
    }

    /// <summary>The ports that the Service of an address has.</summary>
    private static string Ports(Remedy remedy, string? address)
    {
        var labels = (address ?? "").Split('.', ':');
        var service =
            labels.Length > 1 ? remedy.Topology.Find(remedy.Cluster, "Service", labels[1], labels[0])?.Object : null;
        var ports = (service?.At("spec") ?? default(JsonElement))
            .Items("ports")
            .Select(port => port.Number("port"))
            .ToList();
        return ports switch
        {
            [] => "a port that the Service has",
            [var only] => $"port {only}",
            _ => $"one of the Service's ports ({string.Join(", ", ports)})",
        };
    }
}
