using System.IO.Hashing;
using System.Runtime.InteropServices;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Topology;

/// <summary>
/// Pods by namespace and label, so that a selector does not ask every Pod of its namespace. Kept as Pods are seen and
/// forgotten. Labels are kept as hashes: a Pod that is found need not have the label, one that has it is found.
/// </summary>
internal sealed class PodLabels
{
    private readonly Dictionary<ulong, SortedDictionary<string, ResourceState>> _byLabel = [];
    private readonly Dictionary<ResourceState, ulong[]> _labels = [];

    /// <summary>The Pods of a namespace that may have a label, ordered by name.</summary>
    public IReadOnlyCollection<ResourceState> Get(string cluster, string @namespace, string name, string? value) =>
        _byLabel.TryGetValue(Hash(cluster, @namespace, name, value), out var pods) ? pods.Values : [];

    /// <summary>Takes in the labels that a Pod now has.</summary>
    public void Note(ResourceState pod)
    {
        ulong[] now =
        [
            .. (pod.Read(LabelSet.Of)?.Pairs ?? []).Select(label =>
                Hash(pod.Cluster, pod.Namespace, label.Name, label.Value)
            ),
        ];
        if (_labels.TryGetValue(pod, out var before) && before.AsSpan().SequenceEqual(now))
            return;
        Remove(pod);
        if (now.Length == 0)
            return;
        _labels[pod] = now;
        foreach (var label in now)
        {
            ref var pods = ref CollectionsMarshal.GetValueRefOrAddDefault(_byLabel, label, out _);
            (pods ??= new SortedDictionary<string, ResourceState>(StringComparer.Ordinal))[pod.Name] = pod;
        }
    }

    public void Remove(ResourceState pod)
    {
        if (!_labels.Remove(pod, out var labels))
            return;
        foreach (var label in labels)
            if (_byLabel.TryGetValue(label, out var pods) && pods.Remove(pod.Name) && pods.Count == 0)
                _byLabel.Remove(label);
    }

    /// <summary>A number for a label in a namespace.</summary>
    public static ulong Hash(string cluster, string @namespace, string name, string? value) =>
        Hash(value, Hash(name, Hash(@namespace, Hash(cluster, 0))));

    private static ulong Hash(string? text, ulong seed) =>
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()), (long)seed);
}
