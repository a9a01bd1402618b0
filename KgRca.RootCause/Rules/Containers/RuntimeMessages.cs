using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Containers;

/// <summary>
/// Tells a failure of the container runtime from one of the container's own command. Both say that an executable was
/// not found: <c>unable to start container process: exec: "serve"</c> is the container's, <c>get apparmor_parser
/// version: exec: "apparmor_parser"</c> is the node's.
/// </summary>
internal static class RuntimeMessages
{
    private static readonly string[] Own =
    [
        "failed to start shim",
        "failed to find runtime handler",
        "no runtime for \"",
        "unable to retrieve OCI runtime error",
        "runc did not terminate",
        "apparmor_parser",
        "nvidia-container-cli",
        "error running prestart hook",
        "error running hook",
        "error running createRuntime hook",
        "error running createContainer hook",
        "error creating overlay mount",
        "failed to mount rootfs component",
        "cgroup mountpoint does not exist",
        "expected cgroupsPath",
        "unable to apply cgroup configuration",
        "bpf_prog_query",
        "containerd.sock",
        "crio.sock",
        "cri-dockerd.sock",
        "Cannot connect to the Docker daemon",
    ];

    private static readonly string[] BeforeProgram = ["exec: \\\"", "exec: \"", "fork/exec "];

    /// <summary>Whether a message says that the node's runtime failed, whatever the container asks for.</summary>
    /// <param name="message">What kubelet or the runtime says.</param>
    /// <param name="pod">The Pod, whose commands are not the runtime's.</param>
    public static bool AreOwn(string message, ResourceState pod)
    {
        if (Array.Exists(Own, text => message.Contains(text, StringComparison.OrdinalIgnoreCase)))
            return true;
        return Program(message) is { Length: > 0 } program
            && !message.Contains("container process", StringComparison.Ordinal)
            && !Runs(pod, program);
    }

    /// <summary>The program that could not be run; null where a message names none.</summary>
    private static string? Program(string message)
    {
        foreach (var before in BeforeProgram)
        {
            var at = message.IndexOf(before, StringComparison.Ordinal);
            if (at < 0)
                continue;
            var rest = message.AsSpan(at + before.Length);
            var end = rest.IndexOfAny(['"', '\\', ':', ' ']);
            return (end < 0 ? rest : rest[..end]).ToString();
        }
        return null;
    }

    private static bool Runs(ResourceState pod, string program)
    {
        var spec = (pod.Object ?? default(JsonElement)).At("spec");
        return spec.Items("containers").Concat(spec.Items("initContainers")).Any(container => Runs(container, program));
    }

    private static bool Runs(JsonElement container, string program) =>
        container
            .Items("command")
            .Concat(container.Items("args"))
            .Any(word => word.Text()?.Contains(program, StringComparison.Ordinal) == true);
}
