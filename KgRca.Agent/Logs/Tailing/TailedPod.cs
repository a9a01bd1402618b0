using System.Text.Json;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Topology;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Logs.Tailing;

/// <summary>A Pod whose logs are followed, or wait to be.</summary>
/// <param name="key">Its name.</param>
/// <param name="uid">Which of all that had its name.</param>
internal sealed class TailedPod(ObjectKey key, string uid)
{
    private static readonly string[] Statuses =
    [
        "initContainerStatuses",
        "containerStatuses",
        "ephemeralContainerStatuses",
    ];

    private readonly Lock _lock = new();
    private readonly HashSet<string> _completed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _followed = new(StringComparer.Ordinal);
    private bool _isOver;

    /// <summary>Whether no container of it will log any more. Thread-safe.</summary>
    public bool IsAllOver
    {
        get
        {
            lock (_lock)
                return _isOver;
        }
    }

    public ObjectReference Subject { get; } = new("Pod", key.Name, key.Namespace, uid.Length > 0 ? uid : null);

    public string Uid => uid;

    /// <summary>Containers that have logged, or may have.</summary>
    public HashSet<string> Begun { get; } = new(StringComparer.Ordinal);

    /// <summary>Ends the following; null while it is not followed.</summary>
    public CancellationTokenSource? Following { get; set; }

    /// <summary>Containers that are followed now.</summary>
    public int Open { get; set; }

    /// <summary>Whether all that it has logged was read.</summary>
    public bool IsRead { get; set; }

    /// <summary>Reads from the Pod's status which containers have begun, and which have ended for good.</summary>
    public void Update(JsonElement pod)
    {
        var status = pod.At("status");
        lock (_lock)
        {
            _isOver = status.Text("phase") is "Succeeded" or "Failed";
            foreach (var list in Statuses)
            foreach (var container in status.Items(list))
                if (container.Text("name") is { } name)
                    Update(name, container, list);
        }
    }

    /// <summary>The containers that have begun and are not followed yet. They count as followed from now on.</summary>
    public List<string> TakeNew()
    {
        var taken = Begun.Where(_followed.Add).ToList();
        Open += taken.Count;
        return taken;
    }

    /// <summary>Whether a container will log no more. Thread-safe.</summary>
    public bool IsOver(string container)
    {
        lock (_lock)
            return _isOver || _completed.Contains(container);
    }

    private void Update(string name, JsonElement container, string list)
    {
        if (HasBegun(container))
            Begun.Add(name);
        // An init container that has done its work does not start again; others may.
        if (list == "initContainerStatuses" && container.At("state").At("terminated").Text("reason") == "Completed")
            _completed.Add(name);
    }

    private static bool HasBegun(JsonElement container)
    {
        var state = container.At("state");
        return state.At("running").ValueKind == JsonValueKind.Object
            || state.At("terminated").ValueKind == JsonValueKind.Object
            || container.At("lastState").At("terminated").ValueKind == JsonValueKind.Object;
    }
}
