using KgRca.RootCause.Events;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>What a node does for its Pods, and what fails for all of them when the node does.</summary>
internal enum NodeService
{
    /// <summary>Volumes are mounted.</summary>
    Volumes,

    /// <summary>Pods get a sandbox and an address.</summary>
    Sandboxes,

    /// <summary>Containers are made and started.</summary>
    Runtime,

    /// <summary>Names and peers are reached.</summary>
    Network,
}

/// <summary>Tells which service of its node a Pod's failure is about, and whether two failures read alike.</summary>
internal static class SharedFailure
{
    // Of the words of the shorter message, the share that the other has as well.
    private const double Alike = 0.7;

    private const int ShortestWord = 3;

    private static readonly string[] Runtimes =
    [
        "runtime create failed",
        "containerd container",
        "containerd task",
        "create shim",
        "runc",
        "crun",
    ];

    /// <summary>The service of the node that an error on a Pod is about; null where it is about none.</summary>
    public static NodeService? Of(Episode error) =>
        error.Subject.Kind != "Pod"
            ? null
            : error.Assessment.Cause switch
            {
                Causes.VolumeMount or Causes.VolumeDriver or Causes.VolumePermission when !error.IsFromLog =>
                    error.Reason is "FailedMount" or "FailedMapVolume" or "FailedAttachVolume"
                        ? NodeService.Volumes
                        : null,
                Causes.PodSandbox
                or Causes.NodeNetwork when error.Reason is "FailedCreatePodSandBox" or "NetworkNotReady" =>
                    NodeService.Sandboxes,
                Causes.Containerd => NodeService.Runtime,
                _ when error.Reason is "Failed" or "RunContainerError" or "CreateContainerError" or "StartError"
                        && IsOfRuntime(error.Message) => NodeService.Runtime,
                Causes.Dns or Causes.DependencyUnavailable or Causes.ServiceAddress when error.IsFromLog =>
                    NodeService.Network,
                _ => null,
            };

    /// <summary>Whether two messages say the same of different Pods, volumes and ids.</summary>
    public static bool AreAlike(string left, string right)
    {
        var (mine, theirs) = (WordsOf(left), WordsOf(right));
        var fewer = Math.Min(mine.Count, theirs.Count);
        mine.IntersectWith(theirs);
        return fewer > 0 && mine.Count >= Alike * fewer;
    }

    /// <summary>Whether an error only says that something did not come in time.</summary>
    public static bool IsUnspecific(Episode error) =>
        error.Message.Contains("timed out waiting for the condition", StringComparison.Ordinal)
        || error.Message.Contains("failed to sync", StringComparison.Ordinal);

    private static bool IsOfRuntime(string message) => WholeWords.HasAny(message, Runtimes);

    private static HashSet<string> WordsOf(string message)
    {
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var start = 0;
        for (var i = 0; i <= message.Length; i++)
        {
            if (i < message.Length && (char.IsLetterOrDigit(message[i]) || message[i] is '-' or '_' or '.'))
                continue;
            var word = message.AsSpan(start, i - start).Trim('.');
            if (word.Length >= ShortestWord && !word.ContainsAnyInRange('0', '9'))
                words.Add(word.ToString());
            start = i + 1;
        }
        return words;
    }
}
